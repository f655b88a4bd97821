/** The application's menu: the pages, and what every desktop program has. */
import type { MenuItemConstructorOptions } from 'electron'
import { pageNames, pages, type MenuItem, type PageDescription, type PageName } from '../../preload/schema/pages'

type Show = (page: PageName) => void

const go = ({ label, accelerator }: MenuItem, page: PageName, show: Show): MenuItemConstructorOptions =>
  ({ label, accelerator, click: () => show(page) })

/** The pages that are looked for in this menu, by the name they have there. */
const also = (menu: 'file' | 'help', show: Show): MenuItemConstructorOptions[] => pageNames.flatMap((name) => {
  const { also: item }: PageDescription = pages[name]
  return item?.in === menu ? [go(item, name, show)] : []
})

/** What the menu holds on a platform. */
export function menuTemplate(platform: NodeJS.Platform, show: Show): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    {
      label: '&File',
      submenu: [...also('file', show), { type: 'separator' }, isMac ? { role: 'close' } : { role: 'quit' }]
    },
    { role: 'editMenu' },
    { label: '&Go', submenu: pageNames.map((name) => go(pages[name].menu, name, show)) },
    {
      label: '&View',
      submenu: [
        { role: 'reload' }, { type: 'separator' },
        { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { type: 'separator' },
        { role: 'togglefullscreen' }, { role: 'toggleDevTools' }
      ]
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: also('help', show) }
  ]
}
