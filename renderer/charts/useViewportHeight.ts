import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** Height of the window's inside, kept up to date. */
export function useViewportHeight(): Ref<number> {
  const height = ref(window.innerHeight)
  const measure = (): void => { height.value = window.innerHeight }
  onMounted(() => window.addEventListener('resize', measure))
  onBeforeUnmount(() => window.removeEventListener('resize', measure))
  return height
}
