import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "@playwright/test";
import tailwind from "@tailwindcss/postcss";
import { build } from "esbuild";
import postcss from "postcss";
import { renderToString } from "react-dom/server";
import { inShell, pages } from "@/scripts/gallery/pages";
import { connectForms } from "@/scripts/gallery/vendor-pages";

/**
 * Draws every page of the console with made-up data into `.reports/gallery/`: HTML, and pictures in light and dark at
 * 1280 and 390 px. Prints accessibility violations, console errors (such as a server and browser that disagree) and
 * pages wider than the screen. Usage: `npx tsx scripts/gallery.tsx [page ...]`.
 */
const root = fileURLToPath(new URL("../", import.meta.url));
const out = `${root}.reports/gallery`;
await mkdir(out, { recursive: true });

const cssFile = `${root}app/globals.css`;
const css = await postcss([tailwind({ base: root })]).process(await readFile(cssFile, "utf8"), {
  from: cssFile,
});
const font = (name: string, file: string) =>
  `@font-face{font-family:${name};src:url(file://${root}node_modules/geist/dist/fonts/${file}) format("woff2");font-weight:100 900}`;
await writeFile(
  `${out}/gallery.css`,
  `${font("Geist", "geist-sans/Geist-Variable.woff2")}${font("GeistMono", "geist-mono/GeistMono-Variable.woff2")}
:root{--font-geist-sans:Geist;--font-geist-mono:GeistMono}\n${css.css}`,
);
await build({
  entryPoints: [`${root}scripts/gallery/browser.tsx`],
  outfile: `${out}/gallery.js`,
  bundle: true,
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"development"', "process.env": "{}", global: "window" },
  logLevel: "error",
});

const asked = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--allow-file-access-from-files"],
});
try {
  const forms = Object.entries(connectForms()).map(([name, body]) => [name, inShell(body)] as const);
  for (const [name, page] of [...Object.entries(pages), ...forms]) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const body = renderToString(page);
    for (const theme of ["light", "dark"]) {
      const file = `${out}/${name}.${theme}.html`;
      await writeFile(
        file,
        `<!doctype html><html lang="en" class="${theme}" data-page="${name}"><head><meta charset="utf-8"><title>${name}</title><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="gallery.css"></head><body><div id="root">${body}</div><script src="gallery.js"></script></body></html>`,
      );
      for (const width of [1280, 390]) {
        const context = await browser.newContext({
          viewport: { width, height: 860 },
          reducedMotion: "reduce",
        });
        const tab = await context.newPage();
        tab.on("console", (message) => {
          if (message.type() === "error")
            console.log(`${name} ${theme} ${width}: ${message.text().slice(0, 600)}`);
        });
        tab.on("pageerror", (error) =>
          console.log(`${name} ${theme} ${width}: ${error.message.slice(0, 600)}`),
        );
        await tab.goto(`file://${file}`);
        await tab.screenshot({ path: `${out}/${name}.${theme}.${width}.png`, fullPage: true });
        const overflow = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (overflow > 0) console.log(`${name} ${theme} ${width}: ${overflow} px wider than the screen`);
        const { violations } = await new AxeBuilder({ page: tab })
          .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
          .analyze();
        for (const found of violations) {
          console.log(
            `${name} ${theme} ${width}: ${found.id}`,
            found.nodes
              .slice(0, 3)
              .map((node) => `${node.html.slice(0, 160)} | ${node.any[0]?.message ?? ""}`),
          );
        }
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
}
