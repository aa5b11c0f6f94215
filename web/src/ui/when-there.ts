import { lazy, type ComponentType, type LazyExoticComponent } from 'react'

/** A part of the page whose script is fetched when it is needed. Where it does not arrive, `instead` is shown. */
export function whenThere<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  instead: ComponentType<Props> = () => null,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => ({ default: await load().catch(() => instead) }))
}
