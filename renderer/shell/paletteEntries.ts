/**
 * What the command palette offers: what can be done on the page that is open, views, layers and snapshots of the run
 * that is open, pages, runs, and what can be done from anywhere.
 */
import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { RunDetail, RunListEntry } from '../../preload/contract'
import { snapshotName } from '../../preload/schema/moments'
import { pageNames, pages, pathOf } from '../../preload/schema/pages'
import { experimentNames, experiments } from '../../preload/schema/theory'
import { capitalised } from '../../preload/schema/titles'
import type { IconName } from '../components/icons'
import { useOpenRun } from '../stores/openRun'
import { useRuns } from '../stores/runs'
import { runTabs, tabPath, tabsOf, type RunTab } from '../views/run/tabs'
import { selectionIn, narrowed, queryOf, type Selection } from '../views/run/useSelection'
import { commands, shellCommands, type Deeds } from './commands'
import { isOffered, offers } from './offers'

export interface PaletteEntry {
  id: string
  title: string
  /** Where it belongs, in a word or two. */
  kind: string
  icon: IconName
  keys: string | null
  run: () => void
  /** What it is found by, too. */
  also?: readonly string[]
  /** One of many, which only letters bring up. */
  isOneOfMany?: boolean
}

/** Views that show a layer, and those that show a snapshot; from any other the first is gone to. */
const layerTabs: readonly RunTab[] = ['sparsity', 'churn', 'examples', 'patterns', 'model']

const runEntry = (run: RunListEntry, open: () => void): PaletteEntry => ({
  id: `run ${run.id}`, title: run.state === 'readable' ? run.name : run.id, kind: `Run ${run.id}`, icon: 'runs',
  keys: null, run: open, also: [run.id, ...(run.state === 'readable' ? run.tags : [])], isOneOfMany: true
})

/** @param go to a view of the run with something selected */
function partsOf(detail: RunDetail, go: (change: Partial<Selection>) => void): PaletteEntry[] {
  const part = { icon: 'runs' as const, keys: null, isOneOfMany: true }
  return [
    ...detail.layers.map(({ name }): PaletteEntry => ({
      id: `layer ${name}`, title: name, kind: 'Layer of this run', run: () => go({ layer: name }), ...part
    })),
    ...detail.snapshots.map((record): PaletteEntry => ({
      id: `snapshot ${record.index}`, title: capitalised(snapshotName(record)), kind: 'Snapshot of this run',
      run: () => go({ snapshot: record.index }), ...part
    }))
  ]
}

export function usePaletteEntries(deeds: Deeds): ComputedRef<PaletteEntry[]> {
  const router = useRouter()
  const route = useRoute()
  const open = useOpenRun()
  const runs = useRuns()
  const goTo = (path: string) => (): void => void router.push(path)

  const ofPage = computed(() => [...offers].filter(isOffered).map(({ command, subject, run }, at): PaletteEntry => ({
    id: `offer ${at}`, title: [commands[command].title, subject?.()].filter(Boolean).join(' '),
    kind: 'This page', icon: commands[command].icon, keys: commands[command].keys, run,
    isOneOfMany: subject !== null
  })))
  const ofRun = computed((): PaletteEntry[] => {
    const { detail } = open
    if (detail === null || route.params.id !== open.id) return []
    const { id } = detail.summary
    const tab = route.params.tab as RunTab
    const views = tabsOf(detail, tab).map((name, index): PaletteEntry => ({
      id: `tab ${name}`, title: runTabs[name].title, kind: 'This run', icon: 'runs', keys: String(index + 1),
      run: goTo(tabPath(id, name))
    }))
    const select = (change: Partial<Selection>): void => void router.push({
      path: tabPath(id, layerTabs.find((name) => name === tab) ?? 'sparsity'),
      query: {
        ...route.query, channel: undefined, unit: undefined,
        ...queryOf(narrowed(selectionIn(route.query), change))
      }
    })
    return [...views, ...partsOf(detail, select)]
  })
  const ofPages = pageNames.map((name): PaletteEntry => ({
    id: `page ${name}`, title: pages[name].title, kind: 'Page', icon: pages[name].icon, keys: pages[name].shortcut,
    run: goTo(pathOf(name))
  }))
  const ofTheory = experimentNames.map((name): PaletteEntry => ({
    id: `experiment ${name}`, title: experiments[name].title, kind: 'Experiment', icon: 'theory', keys: null,
    run: goTo(`${pathOf('theory')}/${name}`), also: [name], isOneOfMany: true
  }))
  const ofRuns = computed(() => runs.entries.map((run) => runEntry(run, goTo(tabPath(run.id, 'overview')))))
  // The palette does not offer itself.
  const ofShell = shellCommands.filter((name) => name !== 'palette').map((name): PaletteEntry => ({
    id: `command ${name}`, ...commands[name], kind: 'Action', run: deeds[name]
  }))
  return computed(() => [...ofPage.value, ...ofRun.value, ...ofPages, ...ofShell, ...ofTheory, ...ofRuns.value])
}
