import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { menuTemplate, type Page } from '../../../main/desktop/menu'

function items(template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])])
}

describe('the menu', () => {
  it.each(['linux', 'darwin', 'win32'] as const)('gives no shortcut twice on %s', (platform) => {
    const shortcuts = items(menuTemplate(platform, () => {})).flatMap(({ accelerator }) => accelerator ?? [])
    expect(new Set(shortcuts).size).toBe(shortcuts.length)
  })
  it('goes to every page', () => {
    const pages: Page[] = []
    for (const { click } of items(menuTemplate('linux', (page) => pages.push(page))))
      (click as (() => void) | undefined)?.()
    expect(new Set(pages)).toEqual(new Set(['runs', 'train', 'import', 'about']))
  })
})
