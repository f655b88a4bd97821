/** A choice of a page that lives in its address, beside what is selected there; the usual one is not written. */
import { computed, type WritableComputedRef } from 'vue'
import { oneOf, type AddressForm } from '../figures/addressForms'
import { useAddress } from './useAddress'

export function useChoice<T extends string>(
  name: string, choices: readonly T[], usual: NoInfer<T>
): WritableComputedRef<T>
export function useChoice<T>(name: string, form: AddressForm<T>, usual: NoInfer<T>): WritableComputedRef<T>
export function useChoice(
  name: string, choices: AddressForm<unknown> | readonly string[], usual: unknown
): WritableComputedRef<unknown> {
  const { query, change } = useAddress()
  const form = (Array.isArray(choices) ? oneOf(choices as readonly string[]) : choices) as AddressForm<unknown>
  const isUsual = (texts: readonly string[]): boolean => String(texts) === String(form.write(usual))
  return computed({
    get: () => {
      const texts = [query.value[name] ?? []].flat().filter((text): text is string => text !== null)
      return texts.length === 0 ? usual : form.read(texts) ?? usual
    },
    set: (choice) => {
      const texts = form.write(choice)
      change({ [name]: isUsual(texts) ? undefined : texts.length === 1 ? texts[0] : texts }, 'replace')
    }
  })
}
