/** Keyboard shortcuts: those of the shell, and those the page in front adds while it is mounted. */
import { onBeforeUnmount, onMounted, reactive } from 'vue'
import { keySequence } from '../figures/keySequence'

export interface Shortcut {
  readonly keys: string
  readonly title: string
  readonly run: () => void
}

const active = reactive(new Map<string, Shortcut>())

/** For the help: what can be pressed, on any page. */
export const shortcutHelp: readonly (readonly [string, string])[] = [
  ['g r', 'Go to Runs'],
  ['g t', 'Go to Train'],
  ['g p', 'Go to Prune'],
  ['g i', 'Go to Import a model'],
  ['g a', 'Go to About'],
  ['/', 'Filter the runs'],
  ['1 – 6', 'The views of a run, from left to right'],
  ['[  ]', 'Previous, next snapshot'],
  ['d', 'Change between system, light and dark'],
  ['?', 'This help'],
  ['Escape', 'Close, leave a field, or go back to Runs']
]

export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  onMounted(() => shortcuts.forEach((shortcut) => active.set(shortcut.keys, shortcut)))
  onBeforeUnmount(() => shortcuts.forEach((shortcut) => {
    if (active.get(shortcut.keys) === shortcut) active.delete(shortcut.keys)
  }))
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable="true"]')
}

export function listenForShortcuts(): void {
  const sequence = keySequence(() => [...active.keys()])
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (isTyping(event.target)) {
      if (event.key === 'Escape' && event.target instanceof HTMLElement) event.target.blur()
      return
    }
    // A dialog has the keyboard for itself.
    if (document.querySelector('[role="dialog"]') !== null) return
    const keys = sequence.press(event.key, event.timeStamp)
    const shortcut = keys === null ? undefined : active.get(keys)
    if (shortcut === undefined) return
    event.preventDefault()
    shortcut.run()
  })
}
