/** Channels of its input in an order of its own. */
import { Failure } from '../../../../preload/schema/failure'
import type { NodeOf } from '../../../../preload/schema/network'
import { passesNothing, plainConstants, weightless, type NodeKind } from './kind'

export const channels = {
  ...weightless,
  shape: ({ name, picks }, [input]) => {
    const count = input[input.length - 1]
    const absent = picks.find((pick) => pick >= count)
    if (absent !== undefined)
      throw new Failure(`Node "${name}" picks channel ${absent + 1} of an input that has ${count}.`)
    return [...input.slice(0, -1), picks.length]
  },
  passes: passesNothing,
  channels: ({ picks }) => ({ picked: picks }),
  fixedChannels: false,
  constants: ({ picks }, [input]) => plainConstants(picks.map((pick) => input.value[pick])),
  masks: ({ picks }, [input], routes) => input && routes.picked(input, picks),
  withoutInputs: ({ picks, ...node }, gone) => {
    const places = new Map<number, number>()
    gone.forEach((isGone, channel) => { if (isGone === 0) places.set(channel, places.size) })
    return { ...node, picks: picks.flatMap((pick) => places.get(pick) ?? []) }
  }
} satisfies NodeKind<NodeOf<'channels'>>
