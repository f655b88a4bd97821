// @vitest-environment happy-dom
/** Order is all that counts here, so the service is played: a real one would train for a minute per step. */
import { flushPromises } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RunStatus } from '../../../../preload/contract'
import { router } from '../../../../renderer/router'
import { useRuns } from '../../../../renderer/stores/runs'
import { useSeries } from '../../../../renderer/stores/series'
import { useTraining } from '../../../../renderer/stores/training'
import { installTransport } from '../../../../renderer/transport/client'
import { scriptedTransport, type ScriptedTransport } from '../../../fixtures/scripted-transport'
import { sgdConfiguration, summary } from '../records'

const first = '20260714-094100-aaaa'
const second = '20260714-094200-bbbb'
let service: ScriptedTransport
beforeEach(async () => {
  service = scriptedTransport()
  installTransport(service)
  setActivePinia(createPinia())
  useRuns().begin()
  service.answer({ runs: [] })
  await flushPromises()
})

afterEach(() => { vi.restoreAllMocks() })

const planned = (name: string) => ({ configuration: sgdConfiguration, name })
async function become(id: string, status: RunStatus): Promise<void> {
  service.tell({ type: 'runs-changed', changed: [summary({ id, status })], removed: [] })
  await flushPromises()
}
async function started(id: string): Promise<void> {
  service.answer({ id })
  await flushPromises()
  await become(id, 'running')
}

describe('a series of trainings', () => {
  it('starts each when the one before has finished, never two at once', async () => {
    const series = useSeries()
    series.add([planned('one'), planned('two')])
    expect(service.open).toMatchObject([{ method: 'training.start', request: { name: 'one' } }])
    await started(first)
    expect([series.current, series.busy, service.open.length]).toEqual([first, true, 0])
    await become(first, 'finished')
    expect(service.open).toMatchObject([{ method: 'training.start', request: { name: 'two' } }])
    await started(second)
    await become(second, 'finished')
    expect([series.current, series.busy, series.failure]).toEqual([null, false, null])
  })

  it.each(['stopped', 'failed', 'interrupted'] as const)('ends when a training %s', async (status) => {
    const series = useSeries()
    series.add([planned('one'), planned('two')])
    await started(first)
    await become(first, status)
    expect(service.open).toEqual([])
    expect(series.waiting).toEqual([])
    expect(series.failure).toMatch(first)
  })

  it('ends when a training is refused, with the sentence why', async () => {
    const series = useSeries()
    series.add([planned('one'), planned('two')])
    service.refuse('The data are not there.')
    await flushPromises()
    expect([series.failure, series.waiting.length, series.busy]).toEqual(['The data are not there.', 0, false])
  })

  it('goes on to its end with the rest cancelled', async () => {
    const series = useSeries()
    series.add([planned('one'), planned('two')])
    await started(first)
    series.cancelRest()
    await become(first, 'finished')
    expect([series.current, series.failure, service.open.length]).toEqual([null, null, 0])
  })
})

describe('one training', () => {
  it('is shown when it has started, and not started twice by an impatient hand', async () => {
    const shown = vi.spyOn(router, 'push').mockResolvedValue()
    const training = useTraining()
    const begun = training.start(sgdConfiguration, 'mine')
    await training.start(sgdConfiguration, 'again')
    expect(service.open).toMatchObject([{ method: 'training.start', request: { name: 'mine' } }])
    service.answer({ id: first })
    await begun
    expect(shown).toHaveBeenCalledExactlyOnceWith(`/run/${first}/overview`)
    expect(training.starting).toBe(false)
  })

  it('that is refused leaves a sentence, which the next try takes away', async () => {
    const training = useTraining()
    const refused = training.start(sgdConfiguration, null)
    await flushPromises()
    service.refuse('The data are not there.')
    await refused
    expect(training.failure).toBe('The data are not there.')
    const again = training.start(sgdConfiguration, null)
    expect(training.failure).toBeNull()
    await flushPromises()
    service.refuse('The data are still not there.')
    await again
    expect(training.failure).toBe('The data are still not there.')
  })

  it('of the demo needs a demo', async () => {
    const training = useTraining()
    const demo = training.startDemo()
    service.answer({ presets: [], present: [] })
    await demo
    expect(training.failure).toBe('Maskscope has no demo preset to start.')
  })
})
