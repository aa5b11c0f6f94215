import { build, type Plugin } from 'vite'

/**
 * Lays `shared.html` beside the page: what the server writes shared conversations into. A build of its own, because the
 * page's styles and scripts are cut into files for the page alone, and this one has no script at all.
 */
export function sharedPage(): Plugin {
  return {
    name: 'shared-page',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const { target, assetsInlineLimit } = this.environment.config.build
      await build({
        configFile: false,
        logLevel: 'warn',
        root: import.meta.dirname,
        publicDir: false,
        build: {
          outDir: dir,
          emptyOutDir: false,
          target,
          assetsInlineLimit,
          modulePreload: false,
          rolldownOptions: { input: `${import.meta.dirname}/shared.html`, external: [/^\/favicon/] },
        },
      })
    },
  }
}
