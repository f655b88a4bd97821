/** A process that owns a run ends within seconds of a signal, whatever it does, and leaves a run that can go on. */
import { describe, expect, it } from 'vitest'
import { readRunRow } from '../../../db/runs'
import { asOwner } from '../../../main/trainer/owner'
import { expectConsistent } from '../../fixtures/consistency'
import { beginRun, reading, recordSnapshot, scheduledStart, smallLayout, stateAt } from '../../fixtures/small-run'
import { temporaryFolder } from '../../fixtures/temporary'

const never = (): Promise<never> => new Promise(() => undefined)

describe('a piece of work that does not end', () => {
  it('is cut off in time after a signal, and only a system that ends it is told of', async () => {
    const { store, id, path, recorder } = beginRun(temporaryFolder())
    let endedBySystem = 0
    const started = performance.now()
    const ended = asOwner({
      store, id, file: { path, publisher: null, recorder, lock: store.own(id) }, layout: smallLayout,
      tell: () => undefined,
      onSystemEnd: () => { endedBySystem += 1 }
    }, async (_told, stopRequested) => {
      recorder.saveState(stateAt(1, 10))
      recordSnapshot(recorder, scheduledStart(1, 12, 20))
      process.emit('SIGTERM')
      expect(stopRequested()).toBe(true)
      return never()
    })
    expect(await ended).toEqual({ kind: 'ended', status: 'stopped' })
    expect(performance.now() - started).toBeLessThan(9500)
    expect(endedBySystem).toBe(1)
    expect(reading(path, readRunRow)).toMatchObject({ status: 'stopped' })
    expect(expectConsistent(path)).toMatchObject({ checkpoints: ['final'] })
  })
})

describe('a wish to stop', () => {
  it('of a person is heard, and is not the system’s', async () => {
    const { store, id, path, recorder } = beginRun(temporaryFolder())
    store.requestStop(id)
    const ended = asOwner({
      store, id, file: { path, publisher: null, recorder, lock: store.own(id) }, layout: smallLayout,
      tell: () => undefined,
      onSystemEnd: () => { throw new Error('a person asked for it') }
    }, async (_told, stopRequested) => {
      while (!stopRequested()) await new Promise((resolve) => setTimeout(resolve, 20))
      return 'stopped'
    })
    expect(await ended).toEqual({ kind: 'ended', status: 'stopped' })
    expect(store.stopRequested(id)).toBe(false)
  })
})
