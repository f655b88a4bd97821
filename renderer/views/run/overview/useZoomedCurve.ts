/** The live curve of the stretch that a person zooms to, read at the resolution of the screen. */
import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import type { CurveFigures, Point } from '../../../../charts/curves'
import type { RunDetail, Stretch } from '../../../../preload/contract'
import { doublesIn } from '../../../../preload/schema/numbers'
import { askNewest } from '../../../components/newest'
import { lastOf } from '../../../../preload/schema/run-figures'
import { call } from '../../../transport/client'

/** Of a screen, which is no wider. */
const columns = 1600
/** Milliseconds without another turn of the wheel after which the stretch is read. */
const rest = 200

export interface ZoomedCurve { zoomed: ComputedRef<CurveFigures['zoomed']>; zoom: (stretch: Stretch | null) => void }

export function useZoomedCurve(detail: () => RunDetail): ZoomedCurve {
  const stretch = shallowRef<Stretch | null>(null)
  const read = shallowRef<CurveFigures['zoomed']>(null)
  let timer = 0
  function zoom(to: Stretch | null): void {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => { stretch.value = to }, rest)
  }
  watch(() => detail().summary.id, () => { stretch.value = null })
  askNewest(() => JSON.stringify([detail().summary.id, stretch.value, lastOf(detail().curve)?.iteration]), async () => {
    const [{ id }, shown] = [detail().summary, stretch.value]
    if (shown === null) read.value = null
    else
      try {
        const [loss, error] = await Promise.all([pointsIn(id, 'trainLoss', shown), pointsIn(id, 'trainError', shown)])
        read.value = { loss, error }
      } catch {
        // What the page has of the whole curve is shown larger instead.
        read.value = null
      }
  })
  return { zoomed: computed(() => (stretch.value === null ? null : read.value)), zoom }
}

async function pointsIn(id: string, figure: 'trainLoss' | 'trainError', stretch: Stretch): Promise<Point[]> {
  const { curves: [curve] } = await call('runs.curves', { ids: [id], figure, axis: 'epoch', columns, stretch })
  if (curve === undefined) return []
  const [at, values] = [doublesIn(curve.at), doublesIn(curve.values)]
  return Array.from(at, (epoch, place): Point => [epoch, values[place] ?? 0])
}
