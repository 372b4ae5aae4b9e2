# Says which release answers, and which version of its source.
version = File.read("VERSION").strip
raise "broken on purpose" if version == "3"

run lambda { |_request|
  [200, { "content-type" => "text/plain", "x-release" => ENV.fetch("GOLIVE_RELEASE") }, ["version #{version}, on ruby\n"]]
}
