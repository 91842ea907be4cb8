// Compiles static/src into static/build: style sheets, scripts and fonts, nothing loaded from elsewhere.
import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "node_modules");
const target = join(here, "build");

await rm(target, { recursive: true, force: true });
await mkdir(join(target, "fonts"), { recursive: true });

for (const sheet of ["portal", "staff", "admin"]) {
  const { css } = compile(join(here, "src", "scss", `${sheet}.scss`), {
    loadPaths: [modules],
    style: "compressed",
    quietDeps: true,
  });
  await writeFile(join(target, `${sheet}.css`), css);
}

const scripts = (await readdir(join(here, "src", "js"))).filter((name) => name.endsWith(".js"));
await build({
  entryPoints: scripts.map((name) => join(here, "src", "js", name)),
  outdir: target,
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2020",
  nodePaths: [modules],
  logLevel: "warning",
});

const fonts = join(modules, "@fontsource", "be-vietnam-pro");
for (const part of ["latin", "vietnamese"]) {
  for (const weight of [400, 600]) {
    const name = `be-vietnam-pro-${part}-${weight}-normal.woff2`;
    await cp(join(fonts, "files", name), join(target, "fonts", name));
  }
}
await cp(join(here, "src", "images"), target, { recursive: true });
await cp(join(fonts, "LICENSE"), join(target, "fonts", "LICENSE"));
