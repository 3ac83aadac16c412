// Compiles and renders templates with data that has a word for every name. Jobs come as JSON on the standard input.
"use strict";

const NO_ENGINE = 3; // the exit code that says that a package is missing

function library(name) {
  try {
    return require(name);
  } catch (error) {
    process.stderr.write(`the npm package ${name} is not installed: npm ci --prefix tests/templates`);
    process.exit(NO_ENGINE);
  }
}

function truth(text, mode) {
  if (mode === "true" || mode === "false") return mode === "true";
  let sum = Number(mode);
  for (const character of text) sum += character.codePointAt(0);
  return sum % 2 === 0;
}

function word(names) {
  const last = String(names.filter((name) => !/^\d+$/.test(name)).at(-1) ?? "");
  const whole = names.join("").replace(/\W/g, "");
  if (/url|link|href|src|logo|image|icon|avatar/i.test(last)) return `https://www.amazon.com/${whole}`;
  if (/width|height|size|padding|quantity|count/i.test(last)) return "10";
  if (/colou?r/i.test(last)) return "#333333";
  return `W${whole}`;
}

const STRING = new Set(["charAt", "replace", "slice", "split", "substring", "toLowerCase", "toUpperCase", "trim"]);

// A list of two (of none where it is false), every property of which is one of these again.
function anything(names, mode) {
  const target = [];
  if (truth(names.join("."), mode)) for (const index of ["0", "1"]) target.push(index);
  const text = () => word(names);
  const made = new Map();
  return new Proxy(target, {
    has: () => true,
    ownKeys: () => Reflect.ownKeys(target),
    getOwnPropertyDescriptor: (of, name) =>
      Reflect.getOwnPropertyDescriptor(of, name) ?? { value: undefined, configurable: true, enumerable: false },
    get(of, name, proxy) {
      if (name === Symbol.toPrimitive || name === "toString" || name === "valueOf" || name === "toLocaleString") return text;
      if (name === "toJSON") return text;
      if (typeof name === "symbol" || name === "length") return Reflect.get(of, name);
      if (name === "toHTML" || name === "then" || name === "constructor" || name === "inspect") return undefined;
      if (name in Array.prototype) {
        const method = Array.prototype[name];
        return typeof method === "function" ? method.bind(proxy) : method;
      }
      if (STRING.has(name)) return (...given) => text()[name](...given);
      if (!made.has(name)) made.set(name, anything([...names, name], mode));
      return made.get(name);
    },
  });
}

// The names of the outermost level; those that an engine or the language needs stay what they are.
function everything(mode, kept = () => false, names = []) {
  const made = new Map();
  return new Proxy(Object.create(null), {
    has: (_, name) => typeof name === "string" && !kept(name),
    ownKeys: () => names, // for engines that copy what they are given
    getOwnPropertyDescriptor: (of, name) =>
      typeof name === "string" && !kept(name)
        ? { value: anything([name], mode), configurable: true, enumerable: true, writable: true }
        : Reflect.getOwnPropertyDescriptor(of, name),
    set(of, name, value) {
      of[name] = value;
      return true;
    },
    get(of, name) {
      if (typeof name === "symbol" || kept(name)) return of[name];
      if (name in of) return of[name];
      if (!made.has(name)) made.set(name, anything([name], mode));
      return made.get(name);
    },
  });
}

const PARTIAL = /\{\{\{?\{?[~-]?\s*#?>\s*"?([\w\-./]+)/g;

const engines = {
  handlebars({ source, files }) {
    const handlebars = library("handlebars").create();
    const loaded = [source, ...Object.values(files)].join("");
    for (const [, name] of loaded.matchAll(PARTIAL)) handlebars.registerPartial(name, files[name] ?? "");
    const own = new Set(Object.keys(handlebars.helpers));
    let mode = "true";
    handlebars.registerHelper("helperMissing", function (...given) {
      const options = given.pop();
      if (options.fn) return truth(`${options.name} ${given.join(" ")}`, mode) ? options.fn(this) : options.inverse(this);
      return given.length ? given[0] : anything([options.name], mode);
    });
    const helpers = new (class extends library("handlebars").Visitor {
      MustacheStatement(node) {
        if (node.params.length || node.hash) this.take(node.path.original);
        super.MustacheStatement(node);
      }
      BlockStatement(node) {
        if (node.params.length || node.hash) this.take(node.path.original);
        super.BlockStatement(node);
      }
      SubExpression(node) {
        this.take(node.path.original);
        super.SubExpression(node);
      }
      take(name) {
        if (!own.has(name)) handlebars.registerHelper(name, handlebars.helpers.helperMissing);
      }
    })();
    for (const text of [source, ...Object.values(files)]) helpers.accept(handlebars.parse(text));
    for (const [name, text] of Object.entries(files)) handlebars.registerPartial(name, text);
    handlebars.precompile(source);
    const compiled = handlebars.compile(source);
    return (each) => {
      mode = each;
      const names = [...new Set(loaded.match(/[a-zA-Z_]\w*/g))];
      return compiled(everything(mode, undefined, names), { allowProtoPropertiesByDefault: true, allowProtoMethodsByDefault: true, data: { "partial-block": () => "" } });
    };
  },

  mustache({ source, files }) {
    const mustache = library("mustache");
    mustache.parse(source);
    return (mode) => mustache.render(source, everything(mode), (name) => files[name] ?? "");
  },

  ejs({ source }) {
    const ejs = library("ejs");
    const asked = source.replace(/(<%[-_]?\s*(?:\}\s*else\s+)?if\s*\()(.*)(\)\s*\{\s*[-_]?%>)/g, (_, opening, condition, closing) =>
      `${opening}truthOf(${JSON.stringify(condition)})${closing}`);
    const options = { unsafePrototypeLocals: true, includer: () => ({ template: "" }) };
    ejs.compile(source, options);
    const compiled = ejs.compile(asked, options);
    const kept = (name) => name.startsWith("__") || name in globalThis || /^(escapeFn|include|rethrow|locals|output)$/.test(name);
    return (mode) => {
      const data = everything(mode, kept);
      data.truthOf = (text) => truth(text, mode);
      return compiled(data);
    };
  },

  twigjs({ source, files }) {
    const { twig, extend } = library("twig");
    extend((inner) => {
      inner.Templates.registry = {}; // the files of the job before
    });
    for (const [id, data] of Object.entries(files)) twig({ id, data, allowInlineIncludes: true, rethrow: true });
    const compiled = twig({ data: source, allowInlineIncludes: true, rethrow: true });
    return (mode) => compiled.render(everything(mode, (name) => name.startsWith("_")));
  },
};

function outcome(engine, job, modes) {
  let render;
  try {
    render = engines[engine](job);
  } catch (error) {
    return { compiled: false, pages: [], error: String(error.message).slice(0, 300) };
  }
  const pages = [];
  let said = "";
  for (const mode of modes) {
    try {
      pages.push(String(render(mode)));
    } catch (error) {
      pages.push(null);
      said = String(error.message).slice(0, 300);
    }
  }
  return { compiled: true, pages, error: said };
}

const { engine, jobs, modes } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(jobs.map((job) => outcome(engine, job, modes))));
