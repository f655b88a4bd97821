// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { schemes, useAppearance } from '../../../../renderer/stores/appearance'
import { darkPalette, lightPalette } from '../../../../charts/palette'

beforeEach(() => {
  window.localStorage.clear()
  setActivePinia(createPinia())
})

describe('the appearance', () => {
  it('follows the system until somebody chooses', () => {
    const appearance = useAppearance()
    expect(appearance.scheme).toBe('system')
    expect(appearance.dark).toBe(window.matchMedia('(prefers-color-scheme: dark)').matches)
  })

  it('chosen is remembered by the next window', () => {
    useAppearance().choose('dark')
    setActivePinia(createPinia())
    expect(useAppearance().scheme).toBe('dark')
    expect(useAppearance().palette).toEqual(darkPalette)
  })

  it('remembered by a version that knew other names is the system’s', () => {
    window.localStorage.setItem('maskscope-scheme', 'sepia')
    expect(useAppearance().scheme).toBe('system')
  })

  it('goes round all schemes', () => {
    const appearance = useAppearance()
    const seen = schemes.map(() => {
      appearance.next()
      return appearance.scheme
    })
    expect(seen).toEqual(['light', 'dark', 'system'])
  })

  it('reaches the page as custom properties and for its native controls', async () => {
    const appearance = useAppearance()
    const root = document.documentElement
    appearance.choose('light')
    await nextTick()
    expect(root.style.colorScheme).toBe('light')
    expect(root.style.getPropertyValue('--ink')).toBe(lightPalette.ink)
    appearance.choose('dark')
    await nextTick()
    expect(root.dataset.scheme).toBe('dark')
    expect(root.style.getPropertyValue('--ink')).toBe(darkPalette.ink)
  })
})
