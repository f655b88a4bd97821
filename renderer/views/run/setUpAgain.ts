/** Where a run's training is set up once more. */
import type { RouteLocationRaw } from 'vue-router'
import type { RunSummary } from '../../../preload/contract'

export const setUpAgain = ({ id, method }: Pick<RunSummary, 'id' | 'method'>): RouteLocationRaw =>
  method === 'dsd' ? { path: '/prune', query: { again: id } } : { path: '/train', query: { from: id } }
