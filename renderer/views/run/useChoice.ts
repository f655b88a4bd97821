/** A choice of a view that lives in the address beside what is selected; the usual one is not written there. */
import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export function useChoice<T extends string>(name: string, choices: readonly T[], usual: T): WritableComputedRef<T> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => choices.find((choice) => choice === route.query[name]) ?? usual,
    set: (choice) => {
      const written = choice === usual ? undefined : choice
      void router.replace({ path: route.path, query: { ...route.query, [name]: written } })
    }
  })
}
