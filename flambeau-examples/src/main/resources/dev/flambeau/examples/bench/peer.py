"""The workloads of `flambeau bench` in Python.

usage: peer.py eager|compile|jax THREADS NAME     prints NAME, best and median microseconds a step, peak memory in MB
       peer.py eager|compile|jax THREADS          prints nothing; the exit code says whether the peer is installed
A name that the peer does not have prints nothing.
"""
import resource
import statistics
import sys
import time

MODE, THREADS, NAMES = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
WARM_UP, REPEAT, REPEATS = 1.5, 0.2, 7


def timing(name, step, wait=lambda result: None):
    end = time.perf_counter() + WARM_UP
    while time.perf_counter() < end:
        wait(step())
    begin = time.perf_counter()
    for _ in range(3):
        wait(step())
    steps = max(1, round(REPEAT * 3 / (time.perf_counter() - begin)))
    micros = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        for _ in range(steps):
            last = step()
        wait(last)
        micros.append((time.perf_counter() - begin) / steps * 1e6)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak = peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
    print(f"{name}\t{min(micros):.2f}\t{statistics.median(micros):.2f}\t{peak:.0f}", flush=True)


def torch_workloads(compiled):
    import math
    import torch
    from torch import nn, optim
    import torch.nn.functional as F

    torch.set_num_threads(THREADS)
    torch.manual_seed(0)

    class Cnn(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
            self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
            self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

        def forward(self, rows):
            x = rows.view(-1, 1, 28, 28)
            for conv in (self.conv1, self.conv2, self.conv3):
                x = F.relu(conv(x))
            x = F.avg_pool2d(x, 4)
            return x.view(-1, x.size(1))

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1, self.conv2 = nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5)
            self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)

        def forward(self, x):
            x = F.max_pool2d(F.relu(self.conv1(x)), 2)
            x = F.max_pool2d(F.relu(self.conv2(x)), 2)
            x = x.view(x.size(0), -1)
            return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))

    def alexnet():
        return nn.Sequential(
            nn.Conv2d(1, 96, 11, 4), nn.ReLU(), nn.MaxPool2d(3, 2),
            nn.Conv2d(96, 256, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
            nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(),
            nn.Conv2d(384, 384, 3, padding=1), nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2),
            nn.Flatten(),
            nn.Linear(6400, 4096), nn.ReLU(), nn.Dropout(0.5),
            nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(0.5),
            nn.Linear(4096, 10))

    def training(model, x, y, optimizer, loss_function=F.cross_entropy):
        call = torch.compile(model) if compiled else model

        def step():
            loss = loss_function(call(x), y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()

        return step

    def labels(n):
        return torch.randint(0, 10, (n,))

    def logistic():
        x, y, lr = torch.rand(64, 784), labels(64), 0.5
        weights = torch.randn(784, 10) / math.sqrt(784)
        weights.requires_grad_()
        bias = torch.zeros(10, requires_grad=True)

        def step():
            z = x @ weights + bias
            p = z - z.exp().sum(-1).log().unsqueeze(-1)
            loss = -p[range(y.shape[0]), y].mean()
            loss.backward()
            with torch.no_grad():
                weights.sub_(weights.grad * lr)
                bias.sub_(bias.grad * lr)
                weights.grad.zero_()
                bias.grad.zero_()

        return step

    def linear():
        model = nn.Linear(784, 10)
        return training(model, torch.rand(64, 784), labels(64), optim.SGD(model.parameters(), lr=0.5))

    def mlp():
        model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
        adam = optim.Adam(model.parameters(), fused=True) if compiled else optim.Adam(model.parameters())
        return training(model, torch.rand(64, 784), labels(64), adam)

    def cnn():
        model = Cnn()
        return training(model, torch.rand(64, 784), labels(64), optim.SGD(model.parameters(), lr=0.1, momentum=0.9))

    def lenet_1():
        model = LeNet()
        return training(model, torch.randn(1, 1, 32, 32), torch.randn(1, 10), optim.SGD(model.parameters(), lr=0.01),
                        nn.MSELoss())

    def lenet_64():
        model = LeNet()
        return training(model, torch.randn(64, 1, 32, 32), labels(64), optim.SGD(model.parameters(), lr=0.01))

    def alexnet_16():
        model = alexnet()
        return training(model, torch.randn(16, 1, 224, 224), labels(16), optim.SGD(model.parameters(), lr=0.01))

    def alexnet_infer():
        model = alexnet().eval()
        call = torch.compile(model) if compiled else model
        x = torch.randn(16, 1, 224, 224)

        def step():
            with torch.no_grad():
                call(x)

        return step

    def operation(op, *sizes):
        tensors = [torch.randn(size) for size in sizes]
        return lambda: op(*tensors)

    def graph():
        w, b = torch.randn(1, requires_grad=True), torch.randn(1)
        return lambda: ((w + b) * b).backward()

    found = {"linear-64": linear, "mlp-adam-64": mlp, "mnist-cnn-64": cnn, "lenet-1": lenet_1, "lenet-64": lenet_64,
             "alexnet-16": alexnet_16, "alexnet-infer-16": alexnet_infer}
    if not compiled:
        found |= {"logistic-raw-64": logistic, "graph-2": graph,
                  "op-tanh-1e5": lambda: operation(torch.tanh, 100_000),
                  "op-exp-1e5": lambda: operation(torch.exp, 100_000),
                  "op-sum-1e7": lambda: operation(torch.sum, 10_000_000)}
        for name, n in (("1", 1), ("1e5", 100_000), ("1e7", 10_000_000)):
            found["op-add-" + name] = lambda n=n: operation(torch.add, n, n)
        for name, n, k, m in (("64x784x256", 64, 784, 256), ("512", 512, 512, 512), ("2048", 2048, 2048, 2048)):
            found["op-mm-" + name] = lambda n=n, k=k, m=m: operation(torch.matmul, (n, k), (k, m))
    return {name: (make, lambda result: None) for name, make in found.items()}


def jax_workloads():
    import jax
    import jax.numpy as jnp
    import numpy
    from jax import lax
    from jax.nn import log_softmax, relu

    random = numpy.random.default_rng(0)

    def normal(*sizes):
        return jnp.array(random.standard_normal(sizes) * 0.05, jnp.float32)

    def labels(n):
        return jnp.array(random.integers(0, 10, n))

    def layer(*sizes, out):
        return normal(*sizes), normal(out)

    def dense(x, parameters):
        weight, bias = parameters
        return x @ weight + bias

    def convolve(x, parameters, stride=1, padding=0):
        weight, bias = parameters
        y = lax.conv_general_dilated(x, weight, (stride, stride), [(padding, padding)] * 2,
                                     dimension_numbers=("NCHW", "OIHW", "NCHW"))
        return y + bias[None, :, None, None]

    def pool(x, size, stride):
        return lax.reduce_window(x, -jnp.inf, lax.max, (1, 1, size, size), (1, 1, stride, stride), "VALID")

    def mlp(parameters, x):
        return dense(relu(dense(x, parameters[0])), parameters[1])

    def cnn(parameters, x):
        x = x.reshape(-1, 1, 28, 28)
        for one in parameters:
            x = relu(convolve(x, one, 2, 1))
        return x.mean((2, 3))

    def lenet(parameters, x):
        for one in parameters[:2]:
            x = pool(relu(convolve(x, one)), 2, 2)
        x = x.reshape(x.shape[0], -1)
        return dense(relu(dense(relu(dense(x, parameters[2])), parameters[3])), parameters[4])

    def cross_entropy(logits, y):
        return -jnp.take_along_axis(log_softmax(logits), y[:, None], 1).mean()

    def mean_square(out, y):
        return ((out - y) ** 2).mean()

    def sgd(lr, momentum=0.0):
        def update(p, velocity, g):
            velocity = jax.tree.map(lambda v, d: momentum * v + d, velocity, g) if momentum else g
            return jax.tree.map(lambda a, v: a - lr * v, p, velocity), velocity

        return lambda p: jax.tree.map(jnp.zeros_like, p), update

    def adam(lr=1e-3, first=0.9, second=0.999, eps=1e-8):
        def update(p, state, g):
            m, v, t = state
            t += 1
            m = jax.tree.map(lambda a, d: first * a + (1 - first) * d, m, g)
            v = jax.tree.map(lambda a, d: second * a + (1 - second) * d * d, v, g)
            p = jax.tree.map(
                lambda w, a, b: w - lr * (a / (1 - first ** t)) / (jnp.sqrt(b / (1 - second ** t)) + eps), p, m, v)
            return p, (m, v, t)

        return lambda p: (jax.tree.map(jnp.zeros_like, p), jax.tree.map(jnp.zeros_like, p), jnp.zeros(())), update

    def training(forward, parameters, x, y, optimizer, loss_function=cross_entropy):
        start, update = optimizer
        state = [parameters, start(parameters)]

        @jax.jit
        def whole(p, s, x, y):
            loss, gradient = jax.value_and_grad(lambda q: loss_function(forward(q, x), y))(p)
            return *update(p, s, gradient), loss

        def step():
            state[0], state[1], loss = whole(state[0], state[1], x, y)
            return loss

        return step

    def lenet_parameters():
        return [layer(6, 1, 5, 5, out=6), layer(16, 6, 5, 5, out=16), layer(400, 120, out=120), layer(120, 84, out=84),
                layer(84, 10, out=10)]

    found = {
        "linear-64": lambda: training(lambda p, x: dense(x, p), layer(784, 10, out=10), normal(64, 784), labels(64), sgd(0.5)),
        "mlp-adam-64": lambda: training(mlp, [layer(784, 256, out=256), layer(256, 10, out=10)], normal(64, 784), labels(64), adam()),
        "mnist-cnn-64": lambda: training(cnn, [layer(16, 1, 3, 3, out=16), layer(16, 16, 3, 3, out=16), layer(10, 16, 3, 3, out=10)],
                                         normal(64, 784), labels(64), sgd(0.1, 0.9)),
        "lenet-1": lambda: training(lenet, lenet_parameters(), normal(1, 1, 32, 32), normal(1, 10), sgd(0.01), mean_square),
        "lenet-64": lambda: training(lenet, lenet_parameters(), normal(64, 1, 32, 32), labels(64), sgd(0.01)),
    }
    return {name: (make, lambda result: result.block_until_ready()) for name, make in found.items()}


workloads = jax_workloads() if MODE == "jax" else torch_workloads(MODE == "compile")
for name in NAMES:
    if name in workloads:
        make, wait = workloads[name]
        timing(name, make(), wait)
