/** What can be done from any page: by its keys, which the help lists, and by the command palette. */
import type { IconName } from '../components/icons'

interface CommandDescription {
  title: string
  /** Null for what only the palette offers. `Mod` is Ctrl, or Command on Apple's keyboards. */
  keys: string | null
  icon: IconName
}

export const commands = {
  palette: { title: 'Find a page or an action', keys: 'Mod k', icon: 'search' },
  demo: { title: 'Train the demo', keys: null, icon: 'train' },
  example: { title: 'See an example', keys: null, icon: 'runs' },
  colours: { title: 'Change colours: system, light, dark', keys: 'd', icon: 'system' },
  help: { title: 'Keyboard shortcuts', keys: '?', icon: 'keyboard' }
} as const satisfies Record<string, CommandDescription>

export type CommandName = keyof typeof commands
export const commandNames = Object.keys(commands) as CommandName[]

/** Of every command what it does. */
export type Deeds = Readonly<Record<CommandName, () => void>>
