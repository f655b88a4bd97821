/**
 * What the command palette offers: the pages, the views of the run that is open, and what can be done from anywhere.
 */
import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { pageNames, pages, pathOf } from '../../preload/schema/pages'
import type { IconName } from '../components/icons'
import { useOpenRun } from '../stores/openRun'
import { runTabs, tabPath, tabsOf, type RunTab } from '../views/run/tabs'
import { commandNames, commands, type Deeds } from './commands'

export interface PaletteEntry {
  id: string
  title: string
  /** Where it belongs, in a word or two. */
  kind: string
  icon: IconName
  keys: string | null
  run: () => void
}

export function usePaletteEntries(deeds: Deeds): ComputedRef<PaletteEntry[]> {
  const router = useRouter()
  const route = useRoute()
  const open = useOpenRun()
  const goTo = (path: string) => (): void => void router.push(path)

  const ofRun = computed((): PaletteEntry[] => {
    const { detail } = open
    if (detail === null || route.params.id !== open.id) return []
    const { id } = detail.summary
    return tabsOf(detail, route.params.tab as RunTab).map((tab, index) => ({
      id: `tab ${tab}`, title: runTabs[tab].title, kind: 'This run', icon: 'runs', keys: String(index + 1),
      run: goTo(tabPath(id, tab))
    }))
  })
  const ofPages = pageNames.map((name): PaletteEntry => ({
    id: `page ${name}`, title: pages[name].title, kind: 'Page', icon: pages[name].icon, keys: pages[name].shortcut,
    run: goTo(pathOf(name))
  }))
  // The palette does not offer itself.
  const ofShell = commandNames.filter((name) => name !== 'palette').map((name): PaletteEntry => ({
    id: `command ${name}`, ...commands[name], kind: 'Action', run: deeds[name]
  }))
  return computed(() => [...ofRun.value, ...ofPages, ...ofShell])
}
