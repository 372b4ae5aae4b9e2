# The same job as the others do: all hosts stage at once, then each switches, reloads and is asked, one by one.
# wait: 0, since Capistrano would rest two seconds after each host of a sequence.
lock "~> 3.0"

set :application, "usual"
set :deploy_to, "/srv/capistrano"
set :repo_url, "git://tools1/app.git"
set :branch, ENV.fetch("BRANCH")
set :linked_dirs, %w[storage]
set :keep_releases, 5
set :ssh_options, keys: ["/root/.ssh/id_lab"], verify_host_key: :never

namespace :deploy do
  task :build do
    on(roles(:web)) { within(release_path) { execute :php, "build.php" } }
  end
  after :updated, :build

  Rake::Task["deploy:symlink:release"].clear
  namespace :symlink do
    task :release do
      on roles(:web), in: :sequence, wait: 0 do
        execute :ln, "-s", release_path, "#{deploy_path}/next"
        execute :mv, "-T", "#{deploy_path}/next", current_path
        execute :systemctl, "reload", "usual-fpm"
        execute :curl, "--silent", "--show-error", "--fail", "--output", "/dev/null", "--retry", 20, "--retry-delay", 1, "--retry-all-errors",
                "--header", "Host:usual.test", "http://127.0.0.1:8082/health/ready"
      end
    end
  end
end
