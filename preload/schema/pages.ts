/**
 * The pages of the workbench. The router, the rail, the keyboard shortcuts and their help, the command palette and the
 * desktop's menu are made from this table, so that a page cannot be missing in one of them.
 */
export interface MenuItem {
  /** `&` stands before the letter that Alt chooses. */
  label: string
  accelerator: string
}

export interface PageDescription {
  title: string
  /** Keys pressed one after the other, outside a field. */
  shortcut: string
  icon: string
  /** In the menu of all pages. */
  menu: MenuItem
  /** What the page is for, where a desktop program's user looks for it. */
  also?: MenuItem & { in: 'file' | 'help' }
  /** The entry of the rail that shows where one is: a page that lights itself has an entry of its own. */
  lights: string
}

export const pages = {
  runs: {
    title: 'Runs', shortcut: 'g r', icon: 'runs', lights: 'runs',
    menu: { label: '&Runs', accelerator: 'CmdOrCtrl+1' }
  },
  compare: {
    title: 'Compare', shortcut: 'g c', icon: 'compare', lights: 'compare',
    menu: { label: '&Compare', accelerator: 'CmdOrCtrl+6' }
  },
  train: {
    title: 'Train', shortcut: 'g t', icon: 'train', lights: 'train',
    menu: { label: '&Train', accelerator: 'CmdOrCtrl+2' },
    also: { in: 'file', label: '&New training', accelerator: 'CmdOrCtrl+N' }
  },
  sweeps: {
    title: 'Sweeps', shortcut: 'g s', icon: 'sweeps', lights: 'sweeps',
    menu: { label: '&Sweeps', accelerator: 'CmdOrCtrl+7' }
  },
  prune: {
    title: 'Prune', shortcut: 'g p', icon: 'prune', lights: 'prune',
    menu: { label: '&Prune', accelerator: 'CmdOrCtrl+3' }
  },
  theory: {
    title: 'Theory', shortcut: 'g h', icon: 'theory', lights: 'theory',
    menu: { label: 'T&heory', accelerator: 'CmdOrCtrl+8' }
  },
  import: {
    title: 'Import', shortcut: 'g i', icon: 'import', lights: 'import',
    menu: { label: '&Import', accelerator: 'CmdOrCtrl+4' },
    also: { in: 'file', label: '&Import a model', accelerator: 'CmdOrCtrl+I' }
  },
  about: {
    title: 'About', shortcut: 'g a', icon: 'about', lights: 'about',
    menu: { label: '&About', accelerator: 'CmdOrCtrl+5' },
    also: { in: 'help', label: '&About Maskscope', accelerator: 'F1' }
  }
} as const satisfies Record<string, PageDescription>

export type PageName = keyof typeof pages

/** In the order of the rail and of the menu; the first is where the workbench opens. */
export const pageNames = Object.keys(pages) as [PageName, ...PageName[]]

/** The part of the address after `#`. */
export const pathOf = (page: PageName): string => `/${page}`
