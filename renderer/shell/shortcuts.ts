/** Keyboard shortcuts: those of the shell, and those the page in front adds while it is mounted. */
import { onBeforeUnmount, onMounted, reactive } from 'vue'
import { pageNames, pages } from '../../preload/schema/pages'
import { keySequence } from '../figures/keySequence'
import { runTabNames } from '../views/run/tabs'
import { commandNames, commands } from './commands'

export interface Shortcut {
  readonly keys: string
  readonly title: string
  readonly run: () => void
}

const active = reactive(new Map<string, Shortcut>())

/** For the help: what can be pressed, on any page. */
export const shortcutHelp: readonly (readonly [string, string])[] = [
  ...commandNames.flatMap((name) => {
    const { keys, title } = commands[name]
    return keys === null ? [] : [[keys, title] as const]
  }),
  ...pageNames.map((name) => [pages[name].shortcut, `Go to ${pages[name].title}`] as const),
  [`1 – ${runTabNames.length}`, 'The views of a run, from left to right'],
  ['j  k', 'Next, previous row of a table; so do the arrows'],
  ['←  →', 'Previous, next view, channel, example, layer of the drawing or point of the plane; so do ↑ and ↓'],
  ['Shift →', 'The next example beside the chosen one'],
  ['+  -  0', 'Zoom the drawing of the network; show all of it'],
  ['Space', 'Choose a layer of the drawing; put a point of the plane into the set, or take it out'],
  ['Enter', 'Open the layer that is chosen in the drawing'],
  ['Escape', 'Close a dialog, or leave a field']
]

export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  onMounted(() => shortcuts.forEach((shortcut) => active.set(shortcut.keys, shortcut)))
  onBeforeUnmount(() => shortcuts.forEach((shortcut) => {
    if (active.get(shortcut.keys) === shortcut) active.delete(shortcut.keys)
  }))
}

const isApple = (): boolean => /^(Mac|iP)/.test(window.navigator.platform)

/** What stands on the key. */
export const keyTitle = (key: string): string => (key === 'Mod' ? (isApple() ? '⌘' : 'Ctrl') : key)

/** Sliders and check boxes take no letters. */
const takesText =
  'input:not([type="range"]):not([type="checkbox"]), textarea, select, [contenteditable="true"]'

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches(takesText)
}

/** A dialog has the keyboard for itself. */
const isDialogOpen = (): boolean => document.querySelector('[role="dialog"]') !== null

/** Of a key held together with Ctrl or Command; in a field too, where letters alone are text. */
function chordOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string | null {
  const held = isApple() ? metaKey && !ctrlKey : ctrlKey && !metaKey
  return held && !altKey && !shiftKey ? `Mod ${key.length === 1 ? key.toLowerCase() : key}` : null
}

export function listenForShortcuts(): void {
  const sequence = keySequence(() => [...active.keys()])
  const keysOf = (event: KeyboardEvent): string | null => {
    if (event.ctrlKey || event.metaKey || event.altKey) return chordOf(event)
    return isTyping(event.target) ? null : sequence.press(event.key, event.timeStamp)
  }
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented) return
    if (event.key === 'Escape' && isTyping(event.target) && event.target instanceof HTMLElement)
      return event.target.blur()
    if (isDialogOpen()) return
    const keys = keysOf(event)
    const shortcut = keys === null ? undefined : active.get(keys)
    if (shortcut === undefined) return
    event.preventDefault()
    shortcut.run()
  })
}
