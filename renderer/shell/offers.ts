/** What the page that is open offers of the commands: by its keys, and in the palette. */
import { onBeforeUnmount, onMounted, shallowReactive } from 'vue'
import { useShownStore } from '../stores/shownStore'
import { commands, type PageCommand } from './commands'
import { useShortcuts } from './shortcuts'

export interface Offer {
  readonly command: PageCommand
  /** What it is done to, where a page offers it several times. */
  readonly subject: (() => string) | null
  readonly run: () => void
  readonly isPossible: () => boolean
}

/** In the order in which they came. */
export const offers: ReadonlySet<Offer> = shallowReactive(new Set<Offer>())

/** @param isPossible whether it can be done now; the keys do nothing where it cannot */
export function useCommand(command: PageCommand, run: () => void, isPossible: () => boolean = () => true): void {
  offer({ command, subject: null, run, isPossible })
  const { keys, title } = commands[command]
  if (keys === null) return
  useShortcuts([{ keys, title, run: () => { if (canBeDone(command, isPossible)) run() } }])
}

/** Of one of many things that a page has, as its charts; they have no keys. */
export const useCommandFor = (command: PageCommand, subject: () => string, run: () => void): void =>
  offer({ command, subject, run, isPossible: () => true })

export const isOffered = ({ command, isPossible }: Offer): boolean =>
  commands[command].keysOnly !== true && canBeDone(command, isPossible)

const canBeDone = (command: PageCommand, isPossible: () => boolean): boolean =>
  isPossible() && (commands[command].changes !== true || useShownStore().readOnly === null)

function offer(one: Offer): void {
  const all = offers as Set<Offer>
  onMounted(() => all.add(one))
  onBeforeUnmount(() => all.delete(one))
}
