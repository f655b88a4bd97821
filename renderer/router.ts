import type { Component } from 'vue'
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { pageNames, pages, pathOf, type PageName } from '../preload/schema/pages'
import { runTabNames, tabPath } from './views/run/tabs'

declare module 'vue-router' {
  interface RouteMeta {
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

const [firstPage] = pageNames

export const router = createRouter({
  // The part after # never reaches the server, so one document serves every page on both transports.
  history: createWebHashHistory(),
  routes: [
    ...pageNames.map((name): RouteRecordRaw => ({
      path: pathOf(name),
      component: views[name],
      meta: { title: pages[name].title, lights: pages[name].lights }
    })),
    { path: '/run/:id', redirect: (to) => tabPath(String(to.params.id), 'overview') },
    {
      path: `/run/:id/:tab(${runTabNames.join('|')})`,
      component: () => import('./views/run/RunPage.vue'),
      props: true,
      meta: { title: 'Run', lights: 'runs' }
    },
    { path: '/:rest(.*)*', redirect: pathOf(firstPage) }
  ]
})

router.afterEach(({ meta: { title } }) => {
  document.title = `${title === undefined ? '' : `${title} · `}Maskscope`
})
