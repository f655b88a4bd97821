/**
 * One example's masks in the snapshot that is looked at. Whoever scrubs goes on in the same direction: the next are
 * read ahead, so that each is there when it is come to. One question is on its way at a time.
 */
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { ExampleMasks } from '../../../../preload/contract'
import { call, sentenceOf } from '../../../transport/client'

export interface MaskMoment { id: string; example: number; snapshot: number }

/** Snapshots ahead of the one that is shown. */
const ahead = 2
/** Snapshots that are kept: 6 MB of a large network. */
const mostKept = 64

/** Null in the place of masks that could not be read. */
type Known = Map<number, ExampleMasks | null>

/** The next snapshots in the direction in which the last step went; none before the first. */
export function snapshotsAhead(snapshots: readonly number[], from: number | null, to: number): number[] {
  const [was, now] = [from === null ? -1 : snapshots.indexOf(from), snapshots.indexOf(to)]
  if (was < 0 || now < 0 || was === now) return []
  return was < now
    ? snapshots.slice(now + 1, now + 1 + ahead)
    : snapshots.slice(Math.max(0, now - ahead), now).reverse()
}

/** @param snapshots all that the run has, in their order */
export function useExampleMasks(
  moment: () => MaskMoment, snapshots: () => readonly number[]
): { masks: ShallowRef<ExampleMasks | null>; failure: Ref<string | null> } {
  /** Those of the example before stay until the new ones come. */
  const masks = shallowRef<ExampleMasks | null>(null)
  const failure = ref<string | null>(null)
  let known: Known = new Map()
  let before: MaskMoment | null = null
  let isReading = false

  async function ask(snapshot: number): Promise<void> {
    const [own, { id, example }] = [known, moment()]
    try {
      const found = await call('masks.example', { id, example, snapshot })
      own.set(snapshot, found)
      // Of a snapshot that has been passed, too: whoever scrubs sees those on the way.
      if (own !== known || known.has(moment().snapshot)) return show()
      masks.value = found
    } catch (error) {
      own.set(snapshot, null)
      if (own === known && snapshot === moment().snapshot) failure.value = sentenceOf(error)
    }
  }

  function show(): void {
    const found = known.get(moment().snapshot) ?? null
    if (found === null) return
    masks.value = found
    failure.value = null
  }

  const missing = (): number | undefined => {
    const { snapshot } = moment()
    const wanted = [snapshot, ...snapshotsAhead(snapshots(), before?.snapshot ?? null, snapshot)]
    return wanted.find((one) => !known.has(one))
  }

  async function read(): Promise<void> {
    if (isReading) return
    isReading = true
    for (let next = missing(); next !== undefined; next = missing()) await ask(next)
    isReading = false
  }

  watch(moment, (now, last) => {
    const isSame = last !== undefined && now.id === last.id && now.example === last.example
    if (isSame && now.snapshot === last.snapshot) return
    before = isSame ? last : null
    if (!isSame || known.size > mostKept || known.get(now.snapshot) === null) known = new Map()
    show()
    void read()
  }, { immediate: true })
  return { masks, failure }
}
