// @vitest-environment happy-dom
/** What a person chooses lives in the address: it comes from there, goes there, and is never trusted. */
import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter, RouterView, type Router } from 'vue-router'
import { useChoice } from '../../../../renderer/components/useChoice'
import { anyText, anyTexts, oneOf, severalOf, yesOrNo } from '../../../../renderer/figures/addressForms'
import { newestFirst, noFilter, sortOrderForm } from '../../../../renderer/figures/runList'
import { useSelection } from '../../../../renderer/views/run/useSelection'
import { backToRuns, rememberRuns, useRunFilter } from '../../../../renderer/views/runs/useRunFilter'
import { unmountAfterEach } from '../../../fixtures/unmounting'

unmountAfterEach()

/** A page at an address, and what its setup gives. */
async function pageAt<T>(address: string, setup: () => T): Promise<{ router: Router; given: () => T }> {
  let latest: T | undefined
  const page = defineComponent({ setup: () => { latest = setup(); return () => h('p') } })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/runs', component: page }, { path: '/run/:id/:tab', component: page }]
  })
  await router.push(address)
  mount(RouterView, { global: { plugins: [router] } })
  await flushPromises()
  return { router, given: () => latest! }
}

describe('a choice', () => {
  const scale = () => useChoice('scale', ['linear', 'log'], 'linear')

  it('comes from the address, and the usual one is not written there', async () => {
    const { router, given } = await pageAt('/run/a/overview?scale=log&layer=support2', scale)
    expect(given().value).toBe('log')
    given().value = 'linear'
    expect(given().value).toBe('linear')
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/run/a/overview?layer=support2')
  })

  it('is what Back returns to, as it stood there', async () => {
    const { router, given } = await pageAt('/run/a/overview', scale)
    given().value = 'log'
    await flushPromises()
    await router.push('/run/a/files')
    expect(given().value).toBe('linear')
    router.back()
    await flushPromises()
    expect([router.currentRoute.value.fullPath, given().value]).toEqual(['/run/a/overview?scale=log', 'log'])
  })

  it.each(['?scale=<b>', '?scale', '?scale=', '?scale=Log', ''])('is the usual one for %j', async (query) => {
    expect((await pageAt(`/run/a/overview${query}`, scale)).given().value).toBe('linear')
  })

  it('that another overtakes before the address has it is not lost', async () => {
    const { router, given } = await pageAt('/run/a/sparsity', () => ({
      scale: scale(), map: useChoice('map', oneOf(['rate', 'churn']), 'rate'), selection: useSelection()
    }))
    given().scale.value = 'log'
    given().selection.select({ layer: 'support2' })
    given().map.value = 'churn'
    expect(given().selection.selection.value.layer).toBe('support2')
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ scale: 'log', map: 'churn', layer: 'support2' })
  })
})

describe('a selection that is stepped through', () => {
  it('is in the address at the first step and at the last, and shown at each', async () => {
    const { router, given } = await pageAt('/run/a/examples?layer=support2', useSelection)
    given().step({ snapshot: 1 })
    for (const snapshot of [2, 3]) {
      given().step({ snapshot })
      expect(given().selection.value.snapshot).toBe(snapshot)
      await flushPromises()
      expect(given().selection.value.snapshot).toBe(snapshot)
    }
    expect(router.currentRoute.value.query.snapshot).toBe('1')
    await vi.waitUntil(() => router.currentRoute.value.query.snapshot === '3')
    expect(router.currentRoute.value.query).toEqual({ layer: 'support2', snapshot: '3' })
  })

  it('is in the address with what is chosen meanwhile, and does not follow to another page', async () => {
    const { router, given } = await pageAt('/run/a/examples', useSelection)
    given().step({ snapshot: 1 })
    given().select({ layer: 'support2' })
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual({ layer: 'support2', snapshot: '1' })
    given().step({ snapshot: 2 })
    await router.push('/runs')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect([router.currentRoute.value.fullPath, given().selection.value.snapshot]).toEqual(['/runs', null])
  })
})

describe('forms of choices', () => {
  it('take what they know, and nothing else', () => {
    const statuses = severalOf(['failed', 'finished', 'running'])
    expect(statuses.read(['finished', 'no such', 'failed', 'failed'])).toEqual(['failed', 'finished'])
    expect([yesOrNo.read(['yes']), yesOrNo.read(['no']), yesOrNo.read(['1'])]).toEqual([true, false, undefined])
    expect([anyText.read(['λ & co']), anyText.read(['x'.repeat(5000)])]).toEqual(['λ & co', undefined])
    expect(anyTexts.read(['a, b', 'a, b', 'x'.repeat(5000), 'c'])).toEqual(['a, b', 'c'])
    expect(anyTexts.read(Array.from({ length: 999 }, (_, index) => String(index)))).toHaveLength(64)
  })

  it('hold an order of runs, rising or falling', () => {
    expect(sortOrderForm.read(sortOrderForm.write(newestFirst))).toEqual(newestFirst)
    expect(sortOrderForm.read(['name'])).toEqual({ key: 'name', ascending: true })
    expect([sortOrderForm.read(['-nothing']), sortOrderForm.read(['--name']), sortOrderForm.read([])]).toEqual(
      [undefined, undefined, undefined]
    )
  })
})

describe('the filter of the runs', () => {
  const runs = () => {
    rememberRuns()
    return useRunFilter()
  }

  it('is copied with the address', async () => {
    const address = '/runs?status=finished&status=failed&method=sgd&network=a,b.onnx&text=seed 1&order=-error'
    const { given } = await pageAt(address, runs)
    expect(given().filter.value).toEqual({
      text: 'seed 1', statuses: ['finished', 'failed'], methods: ['sgd'], networks: ['a,b.onnx']
    })
    expect(given().order.value).toEqual({ key: 'error', ascending: false })
  })

  it('is shown while a person types, all of it cleared at once', async () => {
    const { router, given } = await pageAt('/runs', runs)
    for (const text of ['d', 'de', 'demo']) {
      given().change({ text })
      expect(given().filter.value.text).toBe(text)
    }
    given().change({ statuses: ['failed', 'finished'], networks: ['vgg-mini'] })
    await flushPromises()
    expect(router.currentRoute.value.query).toEqual(
      { text: 'demo', status: ['failed', 'finished'], network: 'vgg-mini' }
    )
    given().clear()
    expect(given().filter.value).toEqual(noFilter)
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/runs')
  })

  it('is what the way back from a run leads to', async () => {
    const { router } = await pageAt('/runs?text=demo', runs)
    await router.push('/run/a/overview')
    await router.push(backToRuns.value)
    expect(router.currentRoute.value.fullPath).toBe('/runs?text=demo')
  })
})
