// @vitest-environment happy-dom
/** A long live curve on a real session: the page holds what is seen, and reads the rest when it is asked for. */
import { createPinia, setActivePinia } from 'pinia'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import { outlineWholeBlocks } from '../../../../db/migrations/010-curve-outline'
import type { RunDetail } from '../../../../preload/contract'
import { useOpenRun } from '../../../../renderer/stores/openRun'
import { installTransport } from '../../../../renderer/transport/client'
import { useZoomedCurve } from '../../../../renderer/views/run/overview/useZoomedCurve'
import { wholeCurveTable } from '../../../../renderer/views/run/overview/wholeCurve'
import { sessionPage, type SessionPage } from '../../../fixtures/session-page'
import { beginRun, writing } from '../../../fixtures/small-run'
import { temporaryFolder } from '../../../fixtures/temporary'
import { until } from '../../../fixtures/until'

const points = 100_000
let page: SessionPage
let detail: RunDetail
beforeAll(async () => {
  const run = beginRun(temporaryFolder())
  run.recorder.end('finished', null)
  writing(run.path, (database) => database.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${points})
    INSERT INTO curve SELECT i, i / 10000.0, 1.0 / i, i % 89 / 89.0, 0.1, NULL FROM n;
    ${outlineWholeBlocks}
  `))
  page = sessionPage(run.store.path)
  installTransport(page.transport)
  setActivePinia(createPinia())
  const opened = useOpenRun()
  await opened.open(run.id)
  detail = opened.detail!
})
afterAll(() => { page.close() })

describe('a long curve on a page', () => {
  it('is held as what is seen of it, and ends where the run does', () => {
    expect(detail.curve.length).toBeLessThan(points / 10)
    expect(detail.curve.at(-1)).toEqual({
      iteration: points, epoch: 10, loss: 1 / points, error: points % 89 / 89, learningRate: 0.1
    })
  })

  it('is saved with every one of its points', async () => {
    const { columns, rows } = await wholeCurveTable(detail, 'error')
    expect(columns).toContain('live_train_error')
    expect(rows).toHaveLength(points)
    expect(rows[54_320]).toEqual(['live', 5.4321, 54_321, 54_321 % 89 / 89, null, null, 0.1])
  })

  it('is read again where a person zooms, and is the whole again afterwards', async () => {
    const scope = effectScope()
    const { zoomed, zoom } = scope.run(() => useZoomedCurve(() => detail))!
    expect(zoomed.value).toBeNull()
    zoom({ from: 5, to: 5.02 })
    const { loss, error } = await until(() => zoomed.value)
    const inside = Array.from({ length: 202 }, (_, place) => 49_999 + place).filter((one) => one <= 50_200)
    expect(loss).toEqual(inside.map((one) => [one / 10_000, 1 / one]))
    expect(error).toEqual(inside.map((one) => [one / 10_000, one % 89 / 89]))
    zoom(null)
    await until(() => zoomed.value === null)
    scope.stop()
  })
})
