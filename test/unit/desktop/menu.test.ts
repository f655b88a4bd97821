import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { menuTemplate } from '../../../main/desktop/menu'
import { pageNames, pages, type PageName } from '../../../preload/schema/pages'

const platforms = ['linux', 'darwin', 'win32'] as const

function items(template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])])
}

const submenu = (template: MenuItemConstructorOptions[], name: string): MenuItemConstructorOptions[] =>
  template.find(({ label, role }) => (label ?? role) === name)?.submenu as MenuItemConstructorOptions[]

describe('the menu', () => {
  it.each(platforms)('gives no shortcut twice on %s', (platform) => {
    const shortcuts = items(menuTemplate(platform, () => {})).flatMap(({ accelerator }) => accelerator ?? [])
    expect(new Set(shortcuts).size).toBe(shortcuts.length)
  })

  it.each(platforms)('goes to every page on %s, in the order of the rail, each by its own name', (platform) => {
    const shown: PageName[] = []
    const go = submenu(menuTemplate(platform, (page) => shown.push(page)), '&Go')
    for (const { click } of go) (click as unknown as () => void)()
    expect(shown).toEqual(pageNames)
    expect(go.map(({ label }) => label?.replace('&', ''))).toEqual(pageNames.map((name) => pages[name].title))
  })

  it('has what pages are for where it is looked for', () => {
    const shown: PageName[] = []
    const template = menuTemplate('linux', (page) => shown.push(page))
    const labels = (name: string): (string | undefined)[] =>
      submenu(template, name).map(({ label, role }) => label ?? role)
    expect(labels('&File')).toEqual(['&New training', '&Import a model', undefined, 'quit'])
    expect(labels('help')).toEqual(['&About Maskscope'])
    for (const name of ['&File', 'help'])
      for (const { click } of submenu(template, name)) (click as unknown as (() => void) | undefined)?.()
    expect(shown).toEqual(['train', 'import', 'about'])
  })
})
