<?php
// Compiles and renders templates with data that has a word for every name. Jobs come as JSON on the standard input.

namespace {

error_reporting(E_ERROR | E_PARSE);
ini_set('display_errors', '0');

$GLOBALS['mode'] = 'true';

const NO_ENGINE = 3; // the exit code that says that a library is missing

function library(string $file, string $package): void
{
    if (stream_resolve_include_path($file) === false) {
        fwrite(STDERR, "the Debian package $package is not installed");
        exit(NO_ENGINE);
    }
    require_once $file;
}

function truth(string $text): bool
{
    $mode = $GLOBALS['mode'];
    return $mode === 'true' || ($mode !== 'false' && (array_sum(array_map('ord', str_split($text . ' '))) + (int) $mode) % 2 === 0);
}

/** A list of two, every property of which is one of these again. */
class Anything implements ArrayAccess, IteratorAggregate, Countable
{
    private array $names;

    public function __construct(array $names = [])
    {
        $this->names = $names;
    }

    public function __toString(): string
    {
        $last = (string) end($this->names);
        $whole = preg_replace('/\W/', '', implode('', $this->names));
        if (preg_match('/url|link|href|src|logo|image|icon|avatar/i', $last)) {
            return "https://www.amazon.com/$whole";
        }
        if (preg_match('/width|height|size|padding|quantity|count/i', $last)) {
            return '10';
        }
        return preg_match('/colou?r/i', $last) ? '#333333' : "W$whole";
    }

    private function below($name): Anything
    {
        return new Anything([...$this->names, is_scalar($name) ? (string) $name : 'it']);
    }

    public function __get($name) { return $this->below($name); }
    public function __isset($name): bool { return true; }
    public function __set($name, $value): void { }
    public function __call($name, $given) { return $this->below($name); }
    public static function __callStatic($name, $given) { return new Anything([$name]); }
    public function __invoke(...$given) { return $this->below('called'); }
    public function offsetExists($name): bool { return true; }
    public function offsetGet($name): mixed { return $this->below($name); }
    public function offsetSet($name, $value): void { }
    public function offsetUnset($name): void { }
    public function count(): int { return 2; }
    public function getIterator(): Iterator { return new ArrayIterator([$this->below('0'), $this->below('1')]); }
}

/** What compiled Blade calls for components, sections and stacks: they are shown where they stand. */
class Stage extends Anything
{
    public function __call($name, $given)
    {
        if (in_array($name, ['startComponent', 'slot'], true)) {
            ob_start();
            return '';
        }
        if ($name === 'renderComponent') {
            return ob_get_clean();
        }
        if ($name === 'endSlot') {
            echo ob_get_clean();
            return '';
        }
        if (in_array($name, ['make', 'render', 'first', 'renderWhen', 'yieldSection', 'yieldContent', 'yieldPushContent'], true)) {
            return $name === 'make' || $name === 'first' ? new Empties() : '';
        }
        return $name === 'getLastLoop' ? new Anything(['loop']) : '';
    }
}

class Empties extends Anything
{
    public function __call($name, $given) { return ''; }
    public function __toString(): string { return ''; }
}

spl_autoload_register(function (string $name): void {
    if (str_starts_with($name, 'Illuminate\\') || str_starts_with($name, 'Twig\\')) {
        return;
    }
    $parts = explode('\\', $name);
    $class = array_pop($parts);
    eval(($parts ? 'namespace ' . implode('\\', $parts) . '; ' : '') . "class $class extends \\Anything {}");
});

function shown(string $code, string $__mode): string
{
    $GLOBALS['mode'] = $__mode;
    preg_match_all('/\$(\w+)/', $code, $__found);
    foreach ($__found[1] as $__name) {
        if ($__name !== 'this' && $__name !== 'GLOBALS' && !str_starts_with($__name, '__')) {
            $$__name = new Anything([$__name]);
        }
    }
    $__env = new Stage();
    $level = ob_get_level();
    ob_start();
    try {
        eval('?>' . $code);
        return ob_get_clean();
    } finally {
        while (ob_get_level() > $level) {
            ob_end_clean();
        }
    }
}

/** The code with every condition of a template's own replaced by what the mode says of its text. */
function asked(string $code): string
{
    $code = preg_replace_callback(
        '/(<\?php\s+(?:else)?if\s?\()(.*)(\)\s?:\s*\?>)/',
        fn ($m) => $m[1] . 'truth(' . var_export($m[2], true) . ')' . $m[3],
        $code
    );
    // functions of the application give their name
    preg_match_all('/(?<![\w>:$\\\\])([a-z_]\w*)\s*\(/i', $code, $found);
    foreach (array_unique($found[1]) as $name) {
        $words = ['if', 'elseif', 'foreach', 'for', 'while', 'switch', 'isset', 'empty', 'array', 'list', 'echo', 'function', 'fn', 'and', 'or', 'include', 'require', 'print', 'match', 'unset', 'exit', 'die'];
        if (!function_exists($name) && !in_array(strtolower($name), $words, true)) {
            eval("function $name(...\$given) { return new Anything(['$name']); }");
        }
    }
    return $code;
}

function e($value, $double = true): string
{
    return htmlspecialchars((string) $value, ENT_QUOTES, 'UTF-8', $double);
}

function app($name = '')
{
    return new class extends Anything {
        public function __call($method, $given)
        {
            return is_string($given[0] ?? null) ? 'W' . preg_replace('/\W/', '', $given[0]) : new Anything([$method]);
        }
    };
}

function compiled(string $engine, array $job): string
{
    if ($engine === 'blade') {
        library('Illuminate/View/autoload.php', 'php-illuminate-view');
        library('Illuminate/Filesystem/autoload.php', 'php-illuminate-filesystem');
        $compiler = new \Illuminate\View\Compilers\BladeCompiler(new \Illuminate\Filesystem\Filesystem(), sys_get_temp_dir());
        $compiler->withoutComponentTags();
        $code = $compiler->compileString($job['source']);
    } else {
        $code = $job['source'];
    }
    token_get_all($code, TOKEN_PARSE); // a ParseError where it does not compile
    return asked($code);
}

/** Twig with every name known, and templates from the job. */
function twig(array $job): callable
{
    library('Twig/autoload.php', 'php-twig');
    $files = $job['files'] + ['page' => $job['source']];
    $environment = new \Twig\Environment(new \Twig\Loader\ArrayLoader($files), ['strict_variables' => false, 'autoescape' => false]);
    $environment->registerUndefinedFilterCallback(fn ($name) => new \Twig\TwigFilter($name, fn ($value = '', ...$given) => $value, ['is_variadic' => true]));
    $environment->registerUndefinedFunctionCallback(fn ($name) => new \Twig\TwigFunction($name, fn (...$given) => new Anything([$name]), ['is_variadic' => true]));
    $compiled = $environment->load('page');
    preg_match_all('/[a-zA-Z_]\w*/', implode("\n", $files), $found);
    return function (string $mode) use ($compiled, $found): string {
        $GLOBALS['mode'] = $mode;
        $data = [];
        foreach (array_unique($found[0]) as $name) {
            if (truth($name)) {
                $data[$name] = new Anything([$name]);
            }
        }
        return $compiled->render($data);
    };
}

function outcome(string $engine, array $job, array $modes): array
{
    try {
        if ($engine === 'twig') {
            $render = twig($job);
        } else {
            $code = compiled($engine, $job);
            $render = fn (string $mode): string => shown($code, $mode);
        }
    } catch (\Throwable $error) {
        return ['compiled' => false, 'pages' => [], 'error' => $error->getMessage()];
    }
    $pages = [];
    $said = '';
    foreach ($modes as $mode) {
        try {
            $pages[] = $render($mode);
        } catch (\Throwable $error) {
            $pages[] = null;
            $said = $error->getMessage();
        }
    }
    return ['compiled' => true, 'pages' => $pages, 'error' => $said];
}

$given = json_decode(stream_get_contents(STDIN), true);
echo json_encode(array_map(fn ($job) => outcome($given['engine'], $job, $given['modes']), $given['jobs']), JSON_INVALID_UTF8_SUBSTITUTE);

}
