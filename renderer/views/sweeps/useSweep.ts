/** One sweep of the store: its members, as the list of runs and the queue tell how each stands. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { ReplyOf } from '../../../preload/contract'
import {
  countStandings, memberStandings, type MemberStanding, type StandingCounts
} from '../../../preload/schema/sweep-standings'
import { memberStates } from '../../../preload/schema/sweep-states'
import { useQueue } from '../../stores/queue'
import { useRuns } from '../../stores/runs'
import { call, sentenceOf } from '../../transport/client'

type Kept = ReplyOf<'sweeps.members'>

export interface ShownSweep {
  /** Null until it has been read. */
  readonly sweep: Ref<Kept | null>
  readonly failure: Ref<string | null>
  readonly members: ComputedRef<readonly MemberStanding[]>
  readonly counts: ComputedRef<StandingCounts>
}

export function useSweep(id: () => string): ShownSweep {
  const runs = useRuns()
  const queue = useQueue()
  const sweep = shallowRef<Kept | null>(null)
  const failure = ref<string | null>(null)

  watch(id, async (asked) => {
    sweep.value = null
    failure.value = null
    try {
      const reply = await call('sweeps.members', { sweep: asked })
      if (asked === id()) sweep.value = reply
    } catch (error) {
      if (asked === id()) failure.value = sentenceOf(error)
    }
  }, { immediate: true })

  const members = computed(() =>
    memberStandings(memberStates(sweep.value?.members ?? [], runs.entries), queue.entries))
  return { sweep, failure, members, counts: computed(() => countStandings(members.value)) }
}
