/**
 * `v-explain="sentence"`: a dotted underline and a tooltip, by pointer or keyboard, that says how a figure is computed.
 */
import type { Directive } from 'vue'

const identifier = 'explanation'
const sentences = new WeakMap<HTMLElement, string>()
let bubble: HTMLElement | null = null
let shownFor: HTMLElement | null = null
let timer = 0

function bubbleElement(): HTMLElement {
  if (bubble === null) {
    bubble = document.createElement('div')
    bubble.id = identifier
    bubble.className = 'explanation-bubble'
    bubble.setAttribute('role', 'tooltip')
    bubble.hidden = true
    document.body.append(bubble)
  }
  return bubble
}

function place(element: HTMLElement, target: HTMLElement): void {
  const anchor = target.getBoundingClientRect()
  const size = element.getBoundingClientRect()
  const left = Math.max(8, Math.min(anchor.left, window.innerWidth - size.width - 8))
  const below = anchor.bottom + 6
  const top = below + size.height > window.innerHeight - 8 ? anchor.top - size.height - 6 : below
  element.style.left = `${left}px`
  element.style.top = `${Math.max(8, top)}px`
}

function show(target: HTMLElement): void {
  const sentence = sentences.get(target)
  if (sentence === undefined || sentence === '') return
  const element = bubbleElement()
  element.textContent = sentence
  element.hidden = false
  place(element, target)
  target.setAttribute('aria-describedby', identifier)
  shownFor = target
}

function hide(): void {
  window.clearTimeout(timer)
  shownFor?.removeAttribute('aria-describedby')
  shownFor = null
  if (bubble !== null) bubble.hidden = true
}

function showSoon(target: HTMLElement, delay: number): void {
  window.clearTimeout(timer)
  timer = window.setTimeout(() => show(target), delay)
}

window.addEventListener('keydown', (event) => { if (event.key === 'Escape') hide() }, true)
window.addEventListener('scroll', hide, true)

/** Older browsers do not know the selector; there focus by pointer explains too. */
function focusShows(element: HTMLElement): boolean {
  try {
    return element.matches(':focus-visible')
  } catch {
    return true
  }
}

export const explain: Directive<HTMLElement, string, 'quiet'> = {
  mounted(element, binding) {
    sentences.set(element, binding.value)
    if (!binding.modifiers.quiet) element.classList.add('explained')
    if (!element.matches('a, button, input, [tabindex]')) element.tabIndex = 0
    element.addEventListener('mouseenter', () => showSoon(element, 250))
    element.addEventListener('mouseleave', hide)
    element.addEventListener('focus', () => { if (focusShows(element)) showSoon(element, 0) })
    element.addEventListener('blur', hide)
  },
  updated(element, binding) {
    sentences.set(element, binding.value)
  },
  beforeUnmount(element) {
    if (shownFor === element) hide()
    sentences.delete(element)
  }
}

declare module 'vue' {
  interface GlobalDirectives {
    vExplain: typeof explain
  }
}
