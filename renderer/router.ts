import { createRouter, createWebHashHistory } from 'vue-router'

export const runTabs = ['overview', 'sparsity', 'churn', 'evaluation', 'pruning', 'files'] as const
export type RunTab = (typeof runTabs)[number]

export const router = createRouter({
  // The part after # never reaches the server, so one document serves every page on both transports.
  history: createWebHashHistory(),
  routes: [
    { path: '/', redirect: '/runs' },
    { path: '/runs', component: () => import('./views/runs/RunsPage.vue'), meta: { title: 'Runs' } },
    { path: '/train', component: () => import('./views/train/TrainPage.vue'), meta: { title: 'Train' } },
    { path: '/prune', component: () => import('./views/prune/PrunePage.vue'), meta: { title: 'Prune' } },
    { path: '/import', component: () => import('./views/import/ImportPage.vue'), meta: { title: 'Import a model' } },
    { path: '/run/:id', redirect: (to) => `/run/${String(to.params.id)}/overview` },
    {
      path: `/run/:id/:tab(${runTabs.join('|')})`,
      component: () => import('./views/run/RunPage.vue'),
      props: true,
      meta: { title: 'Run' }
    },
    { path: '/about', component: () => import('./views/about/AboutPage.vue'), meta: { title: 'About' } },
    { path: '/:rest(.*)*', redirect: '/runs' }
  ]
})

router.afterEach((to) => {
  document.title = `${typeof to.meta.title === 'string' ? `${to.meta.title} · ` : ''}Maskscope`
})
