/** Which view an address shows. Views use the router, so that it cannot know them. */
import type { Component } from 'vue'
import type { Router, RouteRecordRaw } from 'vue-router'
import { pageNames, pages, pathOf, type PageName } from '../preload/schema/pages'
import { experimentNames } from '../preload/schema/theory'
import { onRunNames } from '../preload/schema/theory/on-run'
import { useApplication } from './stores/application'
import RunsPage from './views/runs/RunsPage.vue'
import { runTabNames, tabPath } from './views/run/tabs'

type View = Component | (() => Promise<{ default: Component }>)

/** The first one comes with the program; each other is loaded when it is first gone to. */
const views: Record<PageName, View> = {
  runs: RunsPage,
  compare: () => import('./views/compare/ComparePage.vue'),
  train: () => import('./views/train/TrainPage.vue'),
  sweeps: () => import('./views/sweeps/SweepsPage.vue'),
  prune: () => import('./views/prune/PrunePage.vue'),
  theory: () => import('./views/theory/TheoryPage.vue'),
  import: () => import('./views/import/ImportPage.vue'),
  about: () => import('./views/about/AboutPage.vue')
}

const runPage = (): Promise<{ default: Component }> => import('./views/run/RunPage.vue')

/**
 * The largest page is where nearly everyone goes next, by a click on a run or on the demo: it is read, and the presets
 * are, while the first page is being looked at.
 */
export function readAhead(): void {
  const whenIdle = window.requestIdleCallback ?? window.setTimeout
  whenIdle(() => {
    void runPage()
    // Whoever needs them where this fails asks again, and says why it does.
    useApplication().loadPresets().catch(() => undefined)
  })
}

const [firstPage] = pageNames

const routes: readonly RouteRecordRaw[] = [
  ...pageNames.map((name): RouteRecordRaw => ({
    path: pathOf(name),
    component: views[name],
    meta: { title: pages[name].title, lights: pages[name].lights }
  })),
  { path: '/run/:id', redirect: (to) => tabPath(String(to.params.id), 'overview') },
  {
    path: `/run/:id/:tab(${runTabNames.join('|')})`,
    component: runPage,
    props: true,
    meta: { lights: 'runs' }
  },
  {
    path: '/queue/:number([1-9]\\d{0,8})',
    component: () => import('./views/queue/QueuedPage.vue'),
    props: ({ params }) => ({ number: Number(params.number) }),
    meta: { lights: 'runs' }
  },
  {
    path: '/sweeps/:id(sweep-[0-9a-f]{12})',
    component: () => import('./views/sweeps/SweepPage.vue'),
    props: true,
    meta: { lights: 'sweeps' }
  },
  {
    path: `${pathOf('theory')}/:name(${experimentNames.join('|')})`,
    component: () => import('./views/theory/TheoryPage.vue'),
    props: true,
    meta: { title: pages.theory.title, lights: 'theory' }
  },
  {
    path: `${pathOf('theory')}/:name(${onRunNames.join('|')})`,
    component: () => import('./views/theory/OnRunPage.vue'),
    props: true,
    meta: { title: pages.theory.title, lights: 'theory' }
  },
  { path: '/:rest(.*)*', redirect: pathOf(firstPage) }
]

/** Before the router is used: its first navigation is to the address of the page. */
export function addRoutes(router: Router): void {
  routes.forEach((route) => router.addRoute(route))
}
