/**
 * A model on its way into the store: chosen, understood, handed over, and read by the service, which makes a run of it.
 */
import { computed, onBeforeUnmount, ref, shallowRef, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import { joined, missingSentence, understand, type Choice } from '../../figures/importChoice'
import { judgeImport, plainImport, type ImportDraft } from '../../figures/importDraft'
import { call, sentenceOf } from '../../transport/client'
import { uploadModel } from '../../transport/uploads'

export type ImportStage =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'uploading'; readonly share: number }
  | { readonly kind: 'reading' }

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

  return { choice, chosen, doubt, choose }
}

export function useImport() {
  const router = useRouter()
  const draft = ref<ImportDraft>(plainImport)
  const stage = ref<ImportStage>({ kind: 'choosing' })
  const failure = ref<string | null>(null)
  const { choice, chosen, doubt, choose } = useChoice(() => stage.value.kind === 'choosing', failure)
  let handing = new AbortController()
  let reading = new AbortController()

  const judgement = computed(() => judgeImport(draft.value, chosen.value?.format ?? null))
  const ready = computed(
    () =>
      chosen.value !== null &&
      doubt.value === null &&
      judgement.value.settings !== null &&
      stage.value.kind === 'choosing'
  )

  function change(part: Partial<ImportDraft>): void {
    draft.value = { ...draft.value, ...part }
  }

  async function start(): Promise<void> {
    const { settings } = judgement.value
    if (!ready.value || chosen.value === null || settings === null) return
    handing = new AbortController()
    reading = new AbortController()
    const { signal } = handing
    failure.value = null
    stage.value = { kind: 'uploading', share: 0 }
    try {
      const upload = await uploadModel(
        [chosen.value.model, ...chosen.value.beside],
        (share) => {
          stage.value = { kind: 'uploading', share }
        },
        signal
      )
      stage.value = { kind: 'reading' }
      const { id } = await call('imports.start', { upload, ...settings }, reading.signal)
      if (!signal.aborted) await router.push(`/run/${id}/overview`)
    } catch (error) {
      if (!signal.aborted) failure.value = sentenceOf(error)
    } finally {
      stage.value = { kind: 'choosing' }
    }
  }

  const leave = (): void => handing.abort()
  function cancel(): void {
    leave()
    reading.abort()
  }
  // What has been handed over is imported all the same, and appears among the runs.
  onBeforeUnmount(leave)
  return { choice, chosen, draft, stage, failure, doubt, judgement, ready, choose, change, start, cancel }
}
