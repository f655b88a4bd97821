// @vitest-environment happy-dom
/** Order is all that counts here, so the service is played. */
import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { effectScope, ref, type EffectScope } from 'vue'
import { installTransport } from '../../../renderer/transport/client'
import { snapshotsAhead, useExampleMasks } from '../../../renderer/views/run/examples/useExampleMasks'
import { scriptedTransport, type ScriptedTransport } from '../../fixtures/scripted-transport'

const id = '20260714-094100-aaaa'
const snapshots = [1, 2, 3, 5, 8]

describe('the snapshots that are read ahead', () => {
  it('are the next two in the direction of the last step', () => {
    expect(snapshotsAhead(snapshots, 1, 2)).toEqual([3, 5])
    expect(snapshotsAhead(snapshots, 8, 5)).toEqual([3, 2])
    expect([snapshotsAhead(snapshots, 5, 8), snapshotsAhead(snapshots, 2, 1)]).toEqual([[], []])
  })

  it('are none before the first step', () => {
    expect([snapshotsAhead(snapshots, null, 3), snapshotsAhead(snapshots, 3, 3)]).toEqual([[], []])
    expect([snapshotsAhead(snapshots, 4, 3), snapshotsAhead(snapshots, 3, 4)]).toEqual([[], []])
  })
})

describe('the masks of an example', () => {
  let service: ScriptedTransport
  let scope: EffectScope
  const moment = ref({ id, example: 7, snapshot: 1 })
  let shown: ReturnType<typeof useExampleMasks>

  beforeEach(() => {
    scope?.stop()
    service = scriptedTransport()
    installTransport(service)
    moment.value = { id, example: 7, snapshot: 1 }
    scope = effectScope()
    scope.run(() => { shown = useExampleMasks(() => moment.value, () => snapshots) })
  })

  const look = async (change: Partial<typeof moment.value>): Promise<void> => {
    moment.value = { ...moment.value, ...change }
    await flushPromises()
  }
  const asked = (): unknown[] => service.open.map(({ request }) => (request as { snapshot: number }).snapshot)
  const answer = async (snapshot: number, example = 7): Promise<void> => {
    service.answer({ snapshot, example, label: null, bits: Uint8Array.of(snapshot), before: null, layers: [] })
    await flushPromises()
  }
  const seen = () => [shown.masks.value?.example, shown.masks.value?.snapshot]

  it('of the snapshot that is looked at come alone before a step', async () => {
    expect(asked()).toEqual([1])
    await answer(1)
    expect([seen(), asked()]).toEqual([[7, 1], []])
  })

  it('that were read ahead are there at once, and are not asked for again', async () => {
    await answer(1)
    await look({ snapshot: 2 })
    for (const snapshot of [2, 3, 5]) {
      expect(asked()).toEqual([snapshot])
      await answer(snapshot)
    }
    expect(asked()).toEqual([])
    await look({ snapshot: 3 })
    expect([seen(), asked()]).toEqual([[7, 3], [8]])
    await answer(8)
    expect(seen()).toEqual([7, 3])
    await look({ snapshot: 2 })
    expect([seen(), asked()]).toEqual([[7, 2], []])
  })

  it('on the way are shown where a person goes faster than they come', async () => {
    await answer(1)
    await look({ snapshot: 2 })
    await look({ snapshot: 3 })
    await look({ snapshot: 8 })
    await answer(2)
    expect([seen(), asked()]).toEqual([[7, 2], [8]])
    await answer(8)
    expect(seen()).toEqual([7, 8])
  })

  it('of another example are not those that were on their way', async () => {
    await look({ example: 9 })
    await answer(1)
    expect([shown.masks.value, asked()]).toEqual([null, [1]])
    await answer(1, 9)
    expect(seen()).toEqual([9, 1])
  })

  it('that cannot be read are said to, and are asked for again when one comes back', async () => {
    service.refuse('Its masks were freed.')
    await flushPromises()
    expect([shown.failure.value, asked()]).toEqual(['Its masks were freed.', []])
    await look({ snapshot: 8 })
    await answer(8)
    expect([shown.failure.value, seen()]).toEqual([null, [7, 8]])
    await look({ snapshot: 1 })
    expect(asked()).toEqual([1])
  })
})
