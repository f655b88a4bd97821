/** Which runs the list shows, in which order and which groups. */
import { computed, shallowRef, type ComputedRef } from 'vue'
import { onBeforeRouteLeave, type RouteLocationRaw } from 'vue-router'
import { runMethodNames } from '../../../preload/contract'
import { pathOf } from '../../../preload/schema/pages'
import { useChoice } from '../../components/useChoice'
import { anyText, anyTexts, severalOf } from '../../figures/addressForms'
import { shownStatuses } from '../../../preload/schema/titles'
import { groupings } from '../../figures/runGroups'
import { newestFirst, noFilter, sortOrderForm, type RunFilter } from '../../figures/runList'

export function useRunFilter() {
  const text = useChoice('text', anyText, noFilter.text)
  const statuses = useChoice('status', severalOf(shownStatuses), noFilter.statuses)
  const methods = useChoice('method', severalOf(runMethodNames), noFilter.methods)
  const networks = useChoice('network', anyTexts, noFilter.networks)
  const order = useChoice('order', sortOrderForm, newestFirst)
  const grouping = useChoice('group', groupings, 'none')
  const filter = computed<RunFilter>(() => ({
    text: text.value, statuses: statuses.value, methods: methods.value, networks: networks.value
  }))

  function change(part: Partial<RunFilter>): void {
    if (part.text !== undefined) text.value = part.text
    if (part.statuses !== undefined) statuses.value = part.statuses
    if (part.methods !== undefined) methods.value = part.methods
    if (part.networks !== undefined) networks.value = part.networks
  }
  return { filter, order, grouping, change, clear: () => change(noFilter) }
}

const left = shallowRef<RouteLocationRaw>(pathOf('runs'))

/** From a run back to the list as it was left. */
export const backToRuns: ComputedRef<RouteLocationRaw> = computed(() => left.value)

/** Of the page that shows the list. */
export const rememberRuns = (): void => onBeforeRouteLeave((_, { path, query }) => { left.value = { path, query } })
