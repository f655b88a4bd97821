/** The typed client: every request and every reply is checked against the contract. */
import {
  eventSchema,
  methods,
  type Call,
  type MethodPath,
  type Reply,
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

/** A person ended what was asked for, which is no failure to be told. */
export class Stopped extends Error {
  override readonly name = 'Stopped'

  constructor() {
    super('It was stopped.')
  }
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

/**
 * @param signal ends it
 * @throws Refusal with the sentence of the service; Stopped once it was ended
 */
export async function call<M extends MethodPath>(
  method: M, request: RequestOf<M>, signal?: AbortSignal
): Promise<ReplyOf<M>> {
  if (signal?.aborted === true) throw new Stopped()
  if (transport === null) throw new Refusal('This page has no connection to Maskscope.')
  // Parsing also turns Vue's proxies into plain objects, which Electron's bridge requires.
  const checked = methods[method].request.safeParse(request)
  if (!checked.success) {
    const at = checked.error.issues[0]?.path.join('.') ?? ''
    throw new Refusal(`There cannot be what this page asks for: "${at}" of ${method} is not valid; see its address.`)
  }
  calls += 1
  const about = store === undefined ? {} : { store }
  const asked = { call: calls, ...about, method, request: checked.data }
  const reply = await (signal === undefined ? transport.send(asked) : untilStopped(transport, asked, signal))
  if (reply.outcome === 'stopped') throw new Stopped()
  if (reply.outcome === 'error') throw new Refusal(reply.sentence)
  const value = methods[method].reply.safeParse(reply.value)
  if (!value.success) {
    console.warn(`The reply to ${method} is outside the contract.`, value.error.issues)
    throw new Refusal('The service answered in a form this page does not know; reload the page, or update Maskscope.')
  }
  return value.data as ReplyOf<M>
}

/** The call is answered all the same: by its value, where the end came too late. */
async function untilStopped(through: Transport, asked: Call, signal: AbortSignal): Promise<Reply> {
  const ticket = newTicket()
  // The connection may be lost, and then the call fails by itself.
  const stop = (): void => { call('calls.stop', { ticket }).catch(() => undefined) }
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await through.send({ ...asked, ticket })
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

const newTicket = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something failed without saying what.'
}
