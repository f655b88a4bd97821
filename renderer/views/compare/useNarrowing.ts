/** The columns of a comparison that have an axis, and the runs that lie within what is drawn on them. */
import { computed, type ComputedRef } from 'vue'
import type { RunComparison } from '../../../preload/contract'
import { narrowed } from '../../../preload/schema/run-comparison-samples'
import { useAddress } from '../../components/useAddress'
import { useChoice } from '../../components/useChoice'
import { anyTexts } from '../../figures/addressForms'
import { comparedColumns, usualAxes, type ComparedColumn } from '../../figures/comparedColumns'
import { keptBy, narrowingForm, type Narrowing } from '../../figures/narrowing'
import { useChosenRuns } from '../../stores/chosenRuns'
import { useRuns } from '../../stores/runs'

export interface Narrowed {
  readonly columns: ComputedRef<readonly ComparedColumn[]>
  readonly axes: ComputedRef<readonly ComparedColumn[]>
  readonly narrowing: ComputedRef<Narrowing>
  /** Null where nothing is drawn. */
  readonly kept: ComputedRef<ReadonlySet<string> | null>
  /** Of those alone. */
  readonly shown: ComputedRef<RunComparison | null>
  setAxes(keys: readonly string[]): void
  narrow(to: Narrowing): void
  /** Compares them alone; they are the chosen ones of the list, too. */
  keep(): void
}

export function useNarrowing(comparison: () => RunComparison | null): Narrowed {
  const runs = useRuns()
  const chosenRuns = useChosenRuns()
  const { change } = useAddress()
  const named = useChoice('axes', anyTexts, [])
  const narrowing = useChoice<Narrowing>('narrow', narrowingForm, {})
  const columns = computed(() => {
    const compared = comparison()
    return compared === null ? [] : comparedColumns(compared, runs.byId)
  })
  const axes = computed(() => {
    const keys = named.value.length > 0 ? named.value : usualAxes(columns.value, comparison()?.runs ?? [])
    return keys.flatMap((key) => columns.value.find((column) => column.key === key) ?? [])
  })
  const kept = computed(() => keptBy(narrowing.value, axes.value, comparison()?.runs ?? []))
  const shown = computed(() => {
    const compared = comparison()
    return compared === null || kept.value === null ? compared : narrowed(compared, kept.value)
  })
  return {
    columns, axes, narrowing: computed(() => narrowing.value), kept, shown,
    setAxes: (keys) => { named.value = keys },
    narrow: (to) => { narrowing.value = to },
    keep: () => {
      const ids = [...kept.value ?? []]
      chosenRuns.choose(ids)
      change({ runs: ids.join('.'), filter: undefined, narrow: undefined }, 'push')
    }
  }
}
