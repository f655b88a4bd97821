/**
 * A model on its way into the store: chosen, understood, handed over, inspected by the service, and made a run of once
 * a person has seen what was found.
 */
import { computed, onBeforeUnmount, ref, shallowRef, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import type { ImportInspection } from '../../../preload/contract'
import { joined, missingSentence, understand, type Choice } from '../../figures/importChoice'
import {
  inspectionAsked, judgeWishes, plainInspection, plainWishes, type InspectionDraft, type WishesDraft
} from '../../figures/importDraft'
import { call, listen, sentenceOf, Stopped } from '../../transport/client'
import { uploadModel } from '../../transport/uploads'

export type ImportStage =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'uploading'; readonly share: number }
  | { readonly kind: 'inspecting'; readonly upload: string; readonly step: string | null }
  | { readonly kind: 'inspected'; readonly upload: string; readonly found: ImportInspection }
  | { readonly kind: 'importing'; readonly found: ImportInspection }

/** The files that were chosen, and the model they are. Newer files replace an answer that is still awaited. */
function useChoice(mayChoose: () => boolean, failure: Ref<string | null>) {
  const files = shallowRef<readonly File[]>([])
  const choice = shallowRef<Choice<File> | null>(null)
  let questions = 0
  const chosen = computed(() => (choice.value?.kind === 'model' ? choice.value.chosen : null))
  /** What is wrong with the files, told where they are chosen. */
  const doubt = computed(() => {
    if (choice.value?.kind === 'refused') return choice.value.sentence
    return chosen.value === null ? null : missingSentence(chosen.value)
  })

  async function choose(added: readonly File[]): Promise<void> {
    if (!mayChoose()) return
    questions += 1
    const question = questions
    failure.value = null
    const together = joined(files.value, choice.value, added)
    try {
      const understood = await understand(together)
      if (question !== questions) return
      files.value = together
      choice.value = understood
    } catch (error) {
      if (question === questions)
        failure.value = `What you chose cannot be read (${sentenceOf(error)}); choose it again.`
    }
  }

  return { chosen, doubt, choose }
}

/** What a person decides, and whether it can be done. */
function useWishes(stage: Ref<ImportStage>) {
  const wishes = ref<WishesDraft>(plainWishes)
  const judgement = computed(() =>
    ('found' in stage.value ? judgeWishes(wishes.value, stage.value.found) : null))
  function wish(part: Partial<WishesDraft>): void {
    wishes.value = { ...wishes.value, ...part }
  }
  return { wishes, judgement, wish }
}

export function useImport() {
  const router = useRouter()
  const draft = ref<InspectionDraft>(plainInspection)
  const stage = shallowRef<ImportStage>({ kind: 'choosing' })
  const failure = ref<string | null>(null)
  const { chosen, doubt, choose } = useChoice(() => stage.value.kind === 'choosing', failure)
  const { wishes, judgement, wish } = useWishes(stage)
  let ending = new AbortController()
  const ready = computed(() => chosen.value !== null && doubt.value === null && stage.value.kind === 'choosing')

  function change(part: Partial<InspectionDraft>): void {
    draft.value = { ...draft.value, ...part }
  }

  listen((event) => {
    if (event.type === 'import-step' && stage.value.kind === 'inspecting' && stage.value.upload === event.upload)
      stage.value = { ...stage.value, step: event.step }
  })

  async function inspect(): Promise<void> {
    const model = chosen.value
    if (!ready.value || model === null) return
    ending = new AbortController()
    const { signal } = ending
    stage.value = { kind: 'uploading', share: 0 }
    await attempt({ stage, failure }, signal, async () => {
      const files = [model.model, ...model.beside]
      const upload = await uploadModel(files, (share) => { stage.value = { kind: 'uploading', share } }, signal)
      stage.value = { kind: 'inspecting', upload, step: null }
      const asked = { upload, ...inspectionAsked(draft.value, model.format) }
      const { inspection } = await call('imports.inspect', asked, signal)
      if (signal.aborted) return discard(upload)
      wishes.value = { ...plainWishes, name: wishes.value.name, masks: wishes.value.masks }
      stage.value = { kind: 'inspected', upload, found: inspection }
    })
  }

  async function confirm(): Promise<void> {
    const { value } = stage
    const wished = judgement.value?.wishes ?? null
    if (value.kind !== 'inspected' || wished === null) return
    stage.value = { kind: 'importing', found: value.found }
    await attempt({ stage, failure }, ending.signal, async () => {
      const { id } = await call('imports.confirm', { upload: value.upload, ...wished })
      if (!ending.signal.aborted) await router.push(`/run/${id}/overview`)
    })
  }

  /** Of what the service holds nothing is left. */
  function cancel(): void {
    ending.abort()
    if (stage.value.kind === 'inspected') discard(stage.value.upload)
    stage.value = { kind: 'choosing' }
  }
  // What was confirmed is imported all the same, and appears among the runs.
  onBeforeUnmount(cancel)
  return {
    chosen, draft, stage, failure, doubt, ready, wishes, judgement, choose, change, wish, inspect, confirm, cancel
  }
}

/** Whatever fails, the files that were chosen stay chosen. */
async function attempt(
  { stage, failure }: { stage: Ref<ImportStage>; failure: Ref<string | null> }, signal: AbortSignal,
  work: () => Promise<void>
): Promise<void> {
  failure.value = null
  try {
    await work()
  } catch (error) {
    stage.value = { kind: 'choosing' }
    if (!signal.aborted && !(error instanceof Stopped)) failure.value = sentenceOf(error)
  }
}

/** The service does so in any case when the page's connection ends. */
function discard(upload: string): void {
  call('imports.discard', { upload }).catch(() => undefined)
}
