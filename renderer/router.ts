/** Where one is, and what goes with moving: focus, scrolling, title. The pages themselves are in routes.ts. */
import { createRouter, createWebHashHistory } from 'vue-router'
import type { PageName } from '../preload/schema/pages'
import { followWithFocus } from './shell/focus'
import { rememberScroll, scrollBehavior } from './shell/scroll'
import { titleOf } from './shell/title'

declare module 'vue-router' {
  interface RouteMeta {
    /** Of a page whose title changes, that page writes it. */
    title?: string
    /** The entry of the rail that shows where one is. */
    lights?: PageName
  }
}

export const router = createRouter({
  // The part after # never reaches the server, so one document serves every page on both transports.
  history: createWebHashHistory(),
  scrollBehavior,
  routes: []
})

router.beforeEach(rememberScroll)
router.afterEach((to, from, failure) => {
  if (failure) return
  if (to.meta.title !== undefined) document.title = titleOf(to.meta.title)
  followWithFocus(to, from)
})
