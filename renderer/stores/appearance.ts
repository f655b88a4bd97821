import { defineStore } from 'pinia'
import { computed, ref, watchEffect } from 'vue'
import { customProperties, darkPalette, lightPalette } from '../../charts/palette'

export const schemes = ['system', 'light', 'dark'] as const
export type Scheme = (typeof schemes)[number]
const key = 'maskscope-scheme'

function remembered(): Scheme {
  const stored = window.localStorage.getItem(key)
  return schemes.find((scheme) => scheme === stored) ?? 'system'
}

export const useAppearance = defineStore('appearance', () => {
  const scheme = ref<Scheme>(remembered())
  const query = window.matchMedia('(prefers-color-scheme: dark)')
  const systemDark = ref(query.matches)
  query.addEventListener('change', (change) => { systemDark.value = change.matches })

  const dark = computed(() => (scheme.value === 'system' ? systemDark.value : scheme.value === 'dark'))
  const palette = computed(() => (dark.value ? darkPalette : lightPalette))

  watchEffect(() => {
    const root = document.documentElement
    root.style.colorScheme = dark.value ? 'dark' : 'light'
    root.dataset.scheme = dark.value ? 'dark' : 'light'
    for (const [name, value] of Object.entries(customProperties(palette.value))) root.style.setProperty(name, value)
  })

  function choose(next: Scheme): void {
    scheme.value = next
    window.localStorage.setItem(key, next)
  }

  function next(): void {
    choose(schemes[(schemes.indexOf(scheme.value) + 1) % schemes.length] ?? 'system')
  }

  return { scheme, dark, palette, choose, next }
})
