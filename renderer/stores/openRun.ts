import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { EvaluationRecord, RunCursor, RunDetail, SnapshotRecord, WorkbenchEvent } from '../../preload/contract'
import { joinEvaluations, joinSnapshots, mergeDelta } from '../figures/delta'
import { call, listen, sentenceOf } from '../transport/client'
import { useConnection } from './connection'

function detailAfter(detail: RunDetail, id: string, event: WorkbenchEvent): RunDetail {
  if (event.type === 'run-delta') return event.id === id ? mergeDelta(detail, event.delta) : detail
  if (event.type !== 'runs-changed') return detail
  const changed = event.changed.find((run) => run.id === id)
  return changed?.state === 'readable' ? { ...detail, summary: changed } : detail
}

/** Whether a run that had ended is trained again. */
const goesOn = ({ summary }: RunDetail, id: string, event: WorkbenchEvent): boolean =>
  summary.status !== 'running' && event.type === 'runs-changed' &&
  event.changed.some((run) => run.id === id && run.state === 'readable' && run.status === 'running')

const noRunYet = () => ({
  id: ref<string | null>(null),
  detail: shallowRef<RunDetail | null>(null),
  failure: ref<string | null>(null),
  gone: ref(false)
})

/** The one run a page shows, kept up to date by deltas. */
export const useOpenRun = defineStore('open-run', () => {
  const { id, detail, failure, gone } = noRunYet()
  let cursor: RunCursor | null = null

  async function load(wanted: string): Promise<void> {
    try {
      const reply = await call('runs.detail', { id: wanted })
      if (id.value !== wanted) return
      detail.value = reply.detail
      cursor = reply.cursor
      failure.value = null
      await call('runs.follow', { id: wanted, cursor })
    } catch (error) {
      if (id.value === wanted) failure.value = sentenceOf(error)
    }
  }

  async function open(wanted: string): Promise<void> {
    if (id.value === wanted && detail.value !== null) return
    close()
    id.value = wanted
    await load(wanted)
  }

  function close(): void {
    const left = id.value
    id.value = null
    detail.value = null
    cursor = null
    failure.value = null
    gone.value = false
    // A page that leaves while disconnected has nobody to tell, and nothing is lost by it.
    if (left !== null) call('runs.unfollow', { id: left }).catch(() => undefined)
  }

  function receive(event: WorkbenchEvent): void {
    if (id.value === null) return
    if (event.type === 'runs-changed' && event.removed.includes(id.value)) gone.value = true
    if (detail.value === null) return
    // What was written after its state has gone, and will come again.
    if (goesOn(detail.value, id.value, event)) void load(id.value)
    detail.value = detailAfter(detail.value, id.value, event)
    if (event.type === 'run-delta' && event.id === id.value) cursor = event.delta.cursor
  }

  async function followAgain(): Promise<void> {
    if (id.value === null) return
    if (cursor === null) await load(id.value)
    else
      await call('runs.follow', { id: id.value, cursor }).catch((error: unknown) => {
        failure.value = sentenceOf(error)
      })
  }

  function addEvaluation(run: string, evaluation: EvaluationRecord): void {
    if (run !== id.value || detail.value === null) return
    detail.value = { ...detail.value, evaluations: joinEvaluations(detail.value.evaluations, [evaluation]) }
  }

  function addSnapshot(run: string, snapshot: SnapshotRecord): void {
    if (run !== id.value || detail.value === null) return
    detail.value = { ...detail.value, snapshots: joinSnapshots(detail.value.snapshots, [snapshot]) }
  }

  function begin(): void {
    listen(receive)
    useConnection().onRestored(() => void followAgain())
  }

  return { id, detail, failure, gone, begin, open, close, load, addEvaluation, addSnapshot }
})
