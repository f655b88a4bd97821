/** The typed client: every request and every reply is checked against the contract. */
import {
  eventSchema,
  methods,
  type MethodPath,
  type ReplyOf,
  type RequestOf,
  type StoreName,
  type Transport,
  type WorkbenchEvent
} from '../../preload/contract'
import { Listeners } from './listeners'

/** What the service answered instead of a value: one sentence for a person. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

let transport: Transport | null = null
/** The store that every call is about, and every event has to be of; undefined for the own one. */
let store: StoreName | undefined
let calls = 0
const listeners = new Listeners<[WorkbenchEvent]>()

export function installTransport(chosen: Transport, shown?: StoreName): void {
  transport = chosen
  store = shown
  chosen.onEvent((event) => {
    const known = eventSchema.safeParse(event)
    if (!known.success) {
      console.warn('An event outside the contract was ignored.', known.error.issues)
      return
    }
    // A desktop's service tells of what the page before looked at, too.
    if (known.data.store === shown) listeners.tell(known.data)
  })
}

/** Until the component that asks goes, or the function returned is called. */
export function listen(listener: (event: WorkbenchEvent) => void): () => void {
  return listeners.add(listener)
}

export async function call<M extends MethodPath>(method: M, request: RequestOf<M>): Promise<ReplyOf<M>> {
  if (transport === null) throw new Refusal('This page has no connection to Maskscope.')
  // Parsing also turns Vue's proxies into plain objects, which Electron's bridge requires.
  const checked = methods[method].request.safeParse(request)
  if (!checked.success) {
    const at = checked.error.issues[0]?.path.join('.') ?? ''
    throw new Refusal(`There cannot be what this page asks for: "${at}" of ${method} is not valid; see its address.`)
  }
  calls += 1
  const about = store === undefined ? {} : { store }
  const reply = await transport.send({ call: calls, ...about, method, request: checked.data })
  if (reply.outcome === 'error') throw new Refusal(reply.sentence)
  const value = methods[method].reply.safeParse(reply.value)
  if (!value.success) {
    console.warn(`The reply to ${method} is outside the contract.`, value.error.issues)
    throw new Refusal('The service answered in a form this page does not know; reload the page, or update Maskscope.')
  }
  return value.data as ReplyOf<M>
}

export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something failed without saying what.'
}
