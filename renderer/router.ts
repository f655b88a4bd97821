import type { Component } from 'vue'
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { pageNames, pages, pathOf, type PageName } from '../preload/schema/pages'
import { followWithFocus } from './shell/focus'
import { rememberScroll, scrollBehavior } from './shell/scroll'
import { titleOf } from './shell/title'
import { runTabNames, tabPath } from './views/run/tabs'

declare module 'vue-router' {
  interface RouteMeta {
    /** Of a page whose title changes, that page writes it. */
    title?: string
    /** The entry of the rail that shows where one is. */
    lights?: PageName
  }
}

/** Each is loaded when it is first gone to. */
const views: Record<PageName, () => Promise<{ default: Component }>> = {
  runs: () => import('./views/runs/RunsPage.vue'),
  train: () => import('./views/train/TrainPage.vue'),
  prune: () => import('./views/prune/PrunePage.vue'),
  import: () => import('./views/import/ImportPage.vue'),
  about: () => import('./views/about/AboutPage.vue')
}

const runPage = (): Promise<{ default: Component }> => import('./views/run/RunPage.vue')

/** The largest page is where nearly everyone goes next: it is read while the first one is being looked at. */
export function readAhead(): void {
  const whenIdle = window.requestIdleCallback ?? window.setTimeout
  whenIdle(() => void runPage())
}

const [firstPage] = pageNames

export const router = createRouter({
  // The part after # never reaches the server, so one document serves every page on both transports.
  history: createWebHashHistory(),
  scrollBehavior,
  routes: [
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
    { path: '/:rest(.*)*', redirect: pathOf(firstPage) }
  ]
})

router.beforeEach(rememberScroll)
router.afterEach((to, from, failure) => {
  if (failure) return
  if (to.meta.title !== undefined) document.title = titleOf(to.meta.title)
  followWithFocus(to, from)
})
