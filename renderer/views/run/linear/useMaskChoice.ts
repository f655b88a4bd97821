/** What a person chooses of an example's masks lives in the address, beside what is selected of the run. */
import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { besideChoice, choiceIn, queryOfChoice, type MaskChoice } from '../../../figures/maskChanges'

export interface Choosing {
  readonly choice: ComputedRef<MaskChoice>
  /** Back returns to what was chosen before. */
  choose(change: Partial<MaskChoice>): void
  /** Leaves no trail. */
  adjust(change: Partial<MaskChoice>): void
}

export function useMaskChoice(): Choosing {
  const route = useRoute()
  const router = useRouter()
  const choice = computed(() => choiceIn(route.query))
  const target = (change: Partial<MaskChoice>) => ({
    path: route.path, query: { ...besideChoice(route.query), ...queryOfChoice({ ...choice.value, ...change }) }
  })
  return {
    choice,
    choose: (change) => void router.push(target(change)),
    adjust: (change) => void router.replace(target(change))
  }
}
