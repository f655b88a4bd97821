/** The table of pages, and that nothing beside it keeps a list of its own. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pageNames, pages } from '../../../preload/schema/pages'

const each = <T>(pick: (name: (typeof pageNames)[number]) => T): T[] => pageNames.map(pick)
const sources = (folder: string): string[] => readdirSync(folder).map((name) => join(folder, name))

describe('the pages', () => {
  it('have titles, shortcuts and menu labels of their own', () => {
    for (const values of [
      each((name) => pages[name].title), each((name) => pages[name].shortcut), each((name) => pages[name].menu.label)
    ]) expect(new Set(values).size).toBe(pageNames.length)
  })

  it('have shortcuts of two keys, the first for going somewhere', () => {
    for (const shortcut of each((name) => pages[name].shortcut)) expect(shortcut).toMatch(/^g [a-z]$/)
  })

  it('light an entry of the rail', () => {
    for (const name of pageNames) {
      const { lights } = pages[name]
      expect(pages[lights].lights, name).toBe(lights)
    }
  })

  it('are listed nowhere else: shell and menu take addresses and shortcuts from the table', () => {
    for (const file of ['renderer/App.vue', ...sources('renderer/shell'), ...sources('main/desktop')]) {
      const text = readFileSync(file, 'utf8')
      for (const name of pageNames) {
        expect(text, file).not.toMatch(new RegExp(`[#"'\`]/${name}\\b(?!/)`))
        expect(text, file).not.toContain(`'${pages[name].shortcut}'`)
      }
    }
  })

  it('have views that the table of routes alone loads', () => {
    const loads = (file: string): boolean => /import\('\.+\/views\//.test(readFileSync(file, 'utf8'))
    const own = sources('renderer').filter((file) => /\.(ts|vue)$/.test(file))
    expect([...own, ...sources('renderer/shell')].filter(loads)).toEqual(['renderer/routes.ts'])
  })
})
