// @vitest-environment happy-dom
/** The Churn page of a run with one snapshot: why there is none, and the way to a second that the run has. */
import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { RunDetail } from '../../../../preload/contract'
import NothingToCompare from '../../../../renderer/views/run/churn/NothingToCompare.vue'
import { detail, evaluation, scheduled, summary } from '../records'
import { unmountAfterEach } from '../../../fixtures/unmounting'

beforeEach(() => { setActivePinia(createPinia()) })
unmountAfterEach()

const page = { template: '<p />' }
function shown(part: Partial<RunDetail>): VueWrapper {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: ['/', '/train', '/run/:id/sparsity'].map((path) => ({ path, component: page }))
  })
  const only = scheduled(1, { checkpoint: 'final', epoch: 2, iteration: 300 })
  const run = detail({ snapshots: [only], ...part })
  return mount(NothingToCompare, { props: { detail: run, snapshot: only }, global: { plugins: [router] } })
}

describe('one snapshot', () => {
  it('is named, and leads to its sparsity', () => {
    const text = shown({})
    expect(text.text()).toContain('This run has one: snapshot 1 · epoch 2.4 (iteration 300). Its sparsity')
    expect(text.get('a').attributes('href')).toBe('/run/20260714-094100-abcd/sparsity')
  })

  it('of a training that goes on is followed by others', () => {
    const text = shown({ summary: summary({ status: 'running' }) })
    expect(text.text()).toContain('fills by itself')
    expect(text.find('button').exists()).toBe(false)
  })

  it('has a second to be taken where the run kept other weights', () => {
    expect(shown({ evaluations: [evaluation('dense')] }).get('button').text()).toBe('Take the masks of a checkpoint')
  })

  it('of a run that kept no others asks for a training with more', () => {
    const text = shown({})
    expect(text.text()).toContain('“Snapshot every”')
    expect(text.get('button').text()).toBe('Train again')
  })

  it('is all that an import has', () => {
    const text = shown({ summary: summary({ method: 'imported' }) })
    expect(text.text()).toContain('An imported network has one set of weights')
    expect(text.find('button').exists()).toBe(false)
  })
})
