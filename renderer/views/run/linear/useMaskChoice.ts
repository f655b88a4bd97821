/** What a person chooses of an example's masks lives in the address, beside what is selected of the run. */
import { computed, type ComputedRef } from 'vue'
import { useAddress, type AddressChange } from '../../../components/useAddress'
import { choiceIn, choiceNames, queryOfChoice, type MaskChoice } from '../../../figures/maskChanges'

export interface Choosing {
  readonly choice: ComputedRef<MaskChoice>
  /** Back returns to what was chosen before. */
  choose(change: Partial<MaskChoice>): void
  /** Leaves no trail. */
  adjust(change: Partial<MaskChoice>): void
}

export function useMaskChoice(): Choosing {
  const { query, change: write } = useAddress()
  const choice = computed(() => choiceIn(query.value))
  const changed = (change: Partial<MaskChoice>): AddressChange => ({
    ...Object.fromEntries(choiceNames.map((name) => [name, undefined])),
    ...queryOfChoice({ ...choice.value, ...change })
  })
  return {
    choice,
    choose: (change) => write(changed(change), 'push'),
    adjust: (change) => write(changed(change), 'replace')
  }
}
