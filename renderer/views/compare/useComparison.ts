/** The comparison of a set of runs, asked again whenever one of them has come further. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { CurveAxis, CurveName, RunComparison, Stretch } from '../../../preload/contract'
import { doublesIn } from '../../../preload/schema/numbers'
import { askNewest } from '../../components/newest'
import type { Member } from '../../../charts/bands'
import { call, sentenceOf } from '../../transport/client'
import type { ComparedSet } from './useComparedSet'

export interface CurveQuestion { figure: CurveName; axis: CurveAxis; stretch: Stretch | null }

export interface Compared {
  comparison: ShallowRef<RunComparison | null>
  /** By run. */
  curves: ShallowRef<ReadonlyMap<string, Member>>
  failure: Ref<string | null>
}

/** Columns of a screen, which is no wider; fewer for many runs, so that all together have 120,000 points at most. */
const columnsFor = (runs: number): number => Math.max(100, Math.min(1200, Math.floor(30_000 / Math.max(1, runs))))

export function useComparison({ ids, stamp }: ComparedSet, asked: () => CurveQuestion): Compared {
  const comparison = shallowRef<RunComparison | null>(null)
  const curves = shallowRef<ReadonlyMap<string, Member>>(new Map())
  const failure = ref<string | null>(null)
  newest(() => [ids.value, stamp.value], async () => {
    comparison.value = ids.value.length === 0 ? null : await call('runs.compare', { ids: [...ids.value] })
  }, failure)
  newest(() => [ids.value, stamp.value, asked()], async () => {
    if (ids.value.length === 0) return
    const found = await call('runs.curves', {
      ids: [...ids.value], columns: columnsFor(ids.value.length), ...asked()
    })
    curves.value = new Map(found.curves.map(({ id, at, values }) =>
      [id, { id, at: doublesIn(at), values: doublesIn(values) }]))
  }, failure)
  return { comparison, curves, failure }
}

function newest(changes: () => unknown, ask: () => Promise<void>, failure: Ref<string | null>): void {
  askNewest(() => JSON.stringify(changes()), async () => {
    try {
      await ask()
      failure.value = null
    } catch (error) {
      failure.value = sentenceOf(error)
    }
  })
}
