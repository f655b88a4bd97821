/** What each node of a run's network makes and costs. */
import { readRunRow } from '../../db/runs'
import type { Model } from '../../preload/schema/model'
import { modelOf } from '../engine/networks/model'
import { readRun } from './store-reader'
import type { ReadableWorkbench } from './workbench'

/** @throws Failure when the run is not there */
export const runModel = ({ store }: ReadableWorkbench, id: string): Model =>
  readRun(store, id, (database) => modelOf(readRunRow(database).topology))
