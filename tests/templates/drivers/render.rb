# Compiles and renders ERB with data that has a word for every name. Jobs come as JSON on the standard input.
require "erb"
require "json"

$mode = "true"

def truth(text)
  return $mode == "true" if %w[true false].include?($mode)
  (text.each_codepoint.sum + $mode.to_i).even?
end

# A list of two, every method of which gives one of these again.
class Anything < BasicObject
  def initialize(names) = @names = names

  def to_s
    last = @names.last.to_s
    whole = @names.join.gsub(/\W/, "")
    case last
    when /url|link|href|src|logo|image|icon|avatar/i then "https://www.amazon.com/#{whole}"
    when /width|height|size|padding|quantity|count/i then "10"
    when /colou?r/i then "#333333"
    else "W#{whole}"
    end
  end

  def to_str = to_s
  def coerce(_other) = [1, 1]
  def is_a?(_other) = false
  def nil? = false
  def respond_to?(*) = true
  def class = ::Anything
  def inspect = to_s
  def to_ary = nil
  def to_hash = {}
  def to_proc = nil

  def each(*)
    [0, 1].each { |index| yield ::Anything.new([*@names, index]), ::Anything.new([*@names, index, :value]) }
  end

  def map(*, &block) = [0, 1].map { |index| block.call(::Anything.new([*@names, index])) }

  def method_missing(name, *given, &block)
    made = ::Anything.new([*@names, name])
    if block && %i[each_with_index each_pair].include?(name)
      [0, 1].each { |index| block.call(::Anything.new([*@names, index]), index) }
    end
    made
  end
end

# Names of the outermost level; constants are words too.
class Page
  def self.const_missing(name)
    Class.new(Anything) do
      define_singleton_method(:new) { |*| ::Anything.new([name]) }
      define_singleton_method(:const_missing) { |inner| Page.const_missing(inner) }
    end
  end

  def method_missing(name, *given, &block)
    return truth(given.first) if name == :truth_of
    return "W#{given.first.to_s.gsub(/\W/, '')}" if name == :t
    Anything.new([name])
  end

  def respond_to_missing?(*) = true
end

# A layout yields, so that a template is a method.
def method_of(source) = "def shown\n#{ERB.new(source, trim_mode: '-').src}\nend"

def outcome(job, modes)
  source = job["source"]
  asked = source.gsub(/(<%-?\s*(?:els)?(?:if|unless)\s+)(.*?)(\s*-?%>)/) { "#{$1}truth_of(#{$2.inspect})#{$3}" }
  names = source.scan(/@(\w+)/).flatten.uniq
  begin
    RubyVM::InstructionSequence.compile(method_of(source))
    shown = Class.new(Page) { class_eval(method_of(asked)) }
  rescue SyntaxError => error
    return { compiled: false, pages: [], error: error.message }
  end
  said = ""
  pages = modes.map do |mode|
    $mode = mode
    page = shown.new
    names.each { |name| page.instance_variable_set("@#{name}", Anything.new([name])) }
    page.shown { "" }
  rescue StandardError, SyntaxError, NoMethodError => error
    said = error.message[0, 300]
    nil
  end
  { compiled: true, pages: pages, error: said }
end

given = JSON.parse($stdin.read)
puts JSON.generate(given["jobs"].map { |job| outcome(job, given["modes"]) })
