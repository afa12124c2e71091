import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// The site finds the hashed names in manifest.json; the addresses inside the build are relative,
// so that the build works under any STATIC_URL.
export default defineConfig({
  base: './',
  publicDir: false,
  build: {
    outDir: fileURLToPath(new URL('../src/biovaliance/web/static/built', import.meta.url)),
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: { site: fileURLToPath(new URL('src/site.ts', import.meta.url)) },
      output: {
        entryFileNames: '[name]-[hash:8].js',
        chunkFileNames: '[name]-[hash:8].js',
        assetFileNames: '[name]-[hash:8][extname]',
      },
    },
  },
  worker: {
    format: 'es',
    rolldownOptions: { output: { entryFileNames: '[name]-[hash:8].js' } },
  },
});
